/** Whether a policy selects an update. People still approve what it selects; nothing is installed because of this alone. */
import type { Finding } from '../findings/index.ts';
import { matchesPattern } from './pattern.ts';
import type { Policy } from './types.ts';

export type DecisionReason = {
  readonly code: 'excluded-by-name' | 'class-not-selected' | 'class-selected' | 'pinned' | 'phased' | 'kept-back';
  readonly sentence: string;
};

/** `select`: it may go into a deployment. `exclude`: this policy never takes it. `wait`: it would take it, and the device does not offer it freely yet. */
export type UpdateDecision = { readonly decision: 'select' | 'exclude' | 'wait'; readonly reasons: readonly DecisionReason[] };

type Asked = Pick<Finding, 'name' | 'class' | 'withheld'>;

/** Decides about one finding. Every answer has its reasons; an exclusion by name comes before everything else. */
export function decide(policy: Pick<Policy, 'name' | 'select'>, finding: Asked): UpdateDecision {
  const { classes, exclude } = policy.select;
  const pattern = exclude.find((candidate) => matchesPattern(candidate, finding.name));
  if (pattern !== undefined) return because('exclude', 'excluded-by-name', `Policy “${policy.name}” excludes packages named ${pattern}.`);
  if (!classes.includes(finding.class))
    return because('exclude', 'class-not-selected', `Policy “${policy.name}” does not select ${finding.class} updates.`);

  const selected: DecisionReason = { code: 'class-selected', sentence: `Policy “${policy.name}” selects ${finding.class} updates.` };
  switch (finding.withheld) {
    case 'pinned':
      return {
        decision: 'wait',
        reasons: [selected, { code: 'pinned', sentence: 'It is pinned on the device; it waits until somebody removes the pin there.' }],
      };
    case 'phased':
      return {
        decision: 'wait',
        reasons: [selected, { code: 'phased', sentence: 'Its distribution brings it out in phases; it waits for this device’s turn.' }],
      };
    case 'kept-back':
      return {
        decision: 'select',
        reasons: [
          selected,
          {
            code: 'kept-back',
            sentence:
              'The package manager keeps it back by itself; the simulation will show what more it needs. Removals are never approved.',
          },
        ],
      };
    case null:
      return { decision: 'select', reasons: [selected] };
  }
}

function because(decision: UpdateDecision['decision'], code: DecisionReason['code'], sentence: string): UpdateDecision {
  return { decision, reasons: [{ code, sentence }] };
}
