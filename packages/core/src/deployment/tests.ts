/** The test plan at the gate of the first ring: what checks say for themselves, what people said, and what follows where a step did not pass. */
import { placeHold, standingHold } from './holds.ts';
import type { Look } from './look.ts';
import { factsOf, isWindingDown, record } from './look.ts';
import { checkedRuns } from './soak-checks.ts';
import type { TestRecord, TestStep } from './test-steps.ts';
import { lackingSteps, openSteps } from './test-steps.ts';
import type { RunFacts, RunState, Waiting } from './types.ts';

/** Results count as soon as they are told, also while the ring soaks: a failed step holds or stops, a later better one lets go. */
export function heedTests(look: Look): void {
  if (isWindingDown(look) || look.draft.rings[0]?.phase !== 'soaking') return;
  const lacking = lackingSteps(look.draft);
  const stopping = lacking.find(({ step, said }) => step.onFailure === 'stop' && said.result === 'failed');
  if (stopping !== undefined)
    return record(look, {
      kind: 'cancelled',
      by: 'engine',
      because: `Test step “${stopping.step.name}” failed, and its plan stops the deployment then. ${stopping.step.whatToDo}`.trim(),
    });
  const standing = standingHold(look.draft, 'test');
  const [first] = lacking;
  if (first !== undefined && standing === null) placeHold(look, 'test', 0, lackingSentence(lacking));
  if (first === undefined && standing !== null)
    record(look, {
      kind: 'hold-released',
      holdId: standing.id,
      by: 'engine',
      content: { because: 'Each step of the test plan has passed.', acceptedDeviceIds: [] },
    });
}

function lackingSentence(lacking: ReturnType<typeof lackingSteps>): string {
  return lacking
    .map(
      ({ step, said }) =>
        `Test step “${step.name}” ${said.result === 'failed' ? 'failed' : 'was not done'}: ${said.detail} What to do: ${step.whatToDo}`,
    )
    .join(' ');
}

/** At the end of the soak of the first ring, after its checks: whether every step has its result. Steps that are checks are told by the engine itself. */
export function testsAreDone(look: Look): boolean {
  for (const step of openSteps(look.draft))
    if (step.kind === 'check') record(look, { kind: 'test-recorded', ...resultOfCheck(look, step) });
  return openSteps(look.draft).length === 0 && lackingSteps(look.draft).length === 0;
}

/** A step must pass everywhere: what a check said before the change is no excuse here. */
function resultOfCheck(look: Look, step: Extract<TestStep, { kind: 'check' }>): TestRecord {
  const answers = checkedRuns(look, 0).flatMap((run) => {
    const answer = answerNow(factsOf(look, run), run)?.[step.check];
    return answer === undefined ? [] : [answer];
  });
  const count = (wanted: string) => answers.filter((answer) => answer === wanted).length;
  const told = (result: TestRecord['result'], detail: string): TestRecord => ({
    step: step.name,
    result,
    by: 'engine',
    detail,
  });
  if (answers.length === 0) return told('not done', `No device of the ring was asked for the check “${step.check}”.`);
  if (count('failed') > 0) return told('failed', `The check “${step.check}” failed on ${count('failed')} of ${answers.length} devices.`);
  if (count('could-not-measure') > 0)
    return told(
      'not done',
      `The check “${step.check}” could not be measured on ${count('could-not-measure')} of ${answers.length} devices.`,
    );
  return told('passed', `The check “${step.check}” passed on ${answers.length === 1 ? 'the device' : `all ${answers.length} devices`}.`);
}

function answerNow(facts: RunFacts | null, run: RunState): RunFacts['answersNow'] {
  return facts !== null && facts.checksOf === run.checkInstructionId ? facts.answersNow : undefined;
}

/** Steps that people have still to do, from when the ring is settled. */
export function testWaits(look: Look, ring: number): readonly Waiting[] {
  if (ring !== 0 || isWindingDown(look)) return [];
  return openSteps(look.draft).flatMap((step) => (step.kind === 'manual' ? [{ what: 'test' as const, ring, step: step.name }] : []));
}
