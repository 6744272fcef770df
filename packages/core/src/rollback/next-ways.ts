/**
 * What is left where the approved way back was gone and failed. A device goes no way that its spec does not name, and the spec names one: what the plan of its policy names after it
 * is for a person to take.
 */
import type { Change, RebuildPlan, WayBack } from '../deployment/change.ts';
import type { DeviceTier } from '../risk/index.ts';
import { wayInWords, wayRuleFor } from './ways.ts';
import type { PlannedWay, WayRule } from './ways.ts';

/** `can`: what a person does to take it; null: it can not be taken any more, and the sentence says why. */
export type NextWay = {
  readonly way: string;
  readonly can: 'rebuild' | 'roll-back' | null;
  readonly sentence: string;
  /** Of `can: 'rebuild'`: by whom, from where, and what to do. */
  readonly rebuild?: RebuildPlan;
};

type Given = {
  readonly rules: readonly WayRule[];
  readonly tier: DeviceTier | null;
  readonly changes: readonly Pick<Change, 'name'>[];
  /** The approved way, which failed. */
  readonly failed: WayBack;
};

/** The ways after the failed one in the plan's own order; none where no rule holds, or the failed one is not of it. */
export function nextWays({ rules, tier, changes, failed }: Given): readonly NextWay[] {
  const ways = wayRuleFor(rules, tier, changes)?.ways ?? [];
  const at = ways.findIndex((way) => isThat(way, failed));
  return at < 0 ? [] : ways.slice(at + 1).map(nextOf);
}

function isThat(way: PlannedWay, failed: WayBack): boolean {
  if (way.kind !== failed.kind) return false;
  // The digest of its document is what was signed.
  return way.kind !== 'command' || (failed.kind === 'command' && way.command.document === failed.command.document);
}

function nextOf(way: PlannedWay): NextWay {
  const named = wayInWords(way);
  switch (way.kind) {
    case 'rebuild':
      return { way: named, can: 'rebuild', sentence: 'Have it built anew: it is awaited of a person from then on.', rebuild: way.rebuild };
    case 'downgrade':
      return {
        way: named,
        can: 'roll-back',
        sentence: 'Order a roll-back: the device simulates a downgrade first, and a person approves it.',
      };
    case 'reinstall':
      return {
        way: named,
        can: 'roll-back',
        sentence: 'Order a roll-back by reinstall: the device simulates first whether it can, and a person approves it.',
      };
    case 'history':
    case 'command':
      return { way: named, can: null, sentence: 'It is for right after the change, and only where it was approved with it.' };
    case 'snapshot':
      return { way: named, can: null, sentence: 'None was taken: a device takes one only where that is its approved way back.' };
  }
}
