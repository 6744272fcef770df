/** What became of the steps since the audit before. */
import type { StepState } from '../checklist/types.ts';

export const stepChanges = ['better', 'worse', 'same', 'cannot tell'] as const;
export type StepChange = (typeof stepChanges)[number];
export type ChangedStep = { readonly step: number; readonly from: StepState; readonly to: StepState; readonly change: StepChange };

type Step = { readonly step: number; readonly state: StepState };
const rank: Readonly<Record<Exclude<StepState, 'unknown'>, number>> = { failing: 0, attention: 1, good: 2 };

/** Every step that stands in both. What is unknown on one side alone is neither better nor worse. */
export function compareSteps(before: readonly Step[], now: readonly Step[]): readonly ChangedStep[] {
  const byStep = new Map(before.map(({ step, state }) => [step, state]));
  return now.flatMap(({ step, state: to }) => {
    const from = byStep.get(step);
    return from === undefined ? [] : [{ step, from, to, change: changeOf(from, to) }];
  });
}

function changeOf(from: StepState, to: StepState): StepChange {
  if (from === to) return 'same';
  if (from === 'unknown' || to === 'unknown') return 'cannot tell';
  return rank[to] > rank[from] ? 'better' : 'worse';
}

/** `3 better, 1 worse, 8 the same`; what no step is, is left out. */
export function changesSentence(changed: readonly Pick<ChangedStep, 'change'>[]): string {
  const words = { better: 'better', worse: 'worse', same: 'the same', 'cannot tell': 'can not be told' } as const;
  return stepChanges
    .map((change) => ({ change, count: changed.filter((one) => one.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${count} ${words[change]}`)
    .join(', ');
}
