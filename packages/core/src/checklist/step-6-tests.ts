/** Step 6: what is deployed was tested. Each deployment is judged by `testStanding`. */
import type { TestStanding } from '../deployment/test-standing.ts';
import { atDeployment, nothingChanged, part, stand } from './stand.ts';
import type { StepStanding } from './types.ts';

export type TestedDeployment = { readonly id: string; readonly title: string; readonly standing: TestStanding };

/** The newest first, of the last `days`; drills and what has not begun are no evidence. */
export type TestFacts = { readonly days: number; readonly deployments: readonly TestedDeployment[] };

export function testStep({ days, deployments }: TestFacts): StepStanding {
  const counted = (level: 'attention' | 'failing') => {
    const own = deployments.filter(({ standing }) => standing.level === level);
    const [first] = own;
    if (first === undefined) return { value: 0, reason: null };
    const remedy = atDeployment('See the test evidence', { count: own.length, deploymentIds: own.map(({ id }) => id) });
    const sentence = `${part(own.length, deployments.length, 'deployment')} in ${days} days. “${first.title}”: ${first.standing.sentence}`;
    return { value: own.length, reason: { state: level, sentence, remedy } };
  };
  const [failing, attention] = [counted('failing'), counted('attention')];
  return stand(
    [deployments.length === 0 ? nothingChanged(days) : null, failing.reason, attention.reason],
    [
      { key: 'deploymentsFailing', value: failing.value, of: deployments.length },
      { key: 'deploymentsAttention', value: attention.value, of: deployments.length },
    ],
    `Each of the deployments of the last ${days} days was tried before it went on: ${deployments.length}.`,
  );
}
