/**
 * What lies ahead of a policy: its openings and its lint, worked out once a minute. Windows open and close on whole minutes and lint speaks of days, so
 * nothing that is shown changes in between.
 */
import type { LintWorld, Policy } from '@fettle/core/policy';
import { lintPolicy } from '@fettle/core/policy';
import type { Context } from '../platform/feature.ts';
import type { KnownOfDevices } from './ahead.ts';
import { openingsIn } from './openings.ts';
import type { AheadOf, OpeningView } from './openings.ts';

type LintLine = { readonly code: string; readonly severity: 'failing' | 'attention'; readonly sentence: string };
export type Outlook = { readonly openings: readonly OpeningView[]; readonly lint: readonly LintLine[] };

/** How many openings of each zone are shown before a policy is saved. */
export const shownOpenings = 12;

const mostKnown = 2_000;
type Memory = { minute: number; readonly known: Map<string, Outlook> };
const memories = new WeakMap<Context, Memory>();

/** The outlook of a stored version. `key` names what it stands on: version, zones, freezes and lists. */
export function outlookOf(
  context: Context,
  key: string,
  policy: Policy,
  zones: readonly string[],
  ahead: Parameters<typeof lookAhead>[3],
): Outlook {
  const now = context.clock.now();
  const minute = Math.floor(now.epochMilliseconds / 60_000);
  const memory = memories.get(context) ?? { minute, known: new Map<string, Outlook>() };
  memories.set(context, memory);
  if (memory.minute !== minute || memory.known.size >= mostKnown) memory.known.clear();
  memory.minute = minute;
  const found = memory.known.get(key) ?? lookAhead(policy, zones, now, ahead);
  memory.known.set(key, found);
  return found;
}

/** The outlook of a policy that nobody has saved yet. What is said of its window goes by the freezes of everything, whomever the openings are for. */
export function lookAhead(
  policy: Policy,
  zones: readonly string[],
  from: Temporal.Instant,
  ahead: AheadOf & { readonly ofDevices?: KnownOfDevices | undefined } & Pick<LintWorld, 'promised' | 'ringDevices' | 'notCovered'>,
): Outlook {
  const { freezes, lists, ofDevices, promised, ringDevices, notCovered = [] } = ahead;
  const world = { zones, from, freezes, lists, promised, ringDevices, notCovered, ...ofDevices };
  return {
    openings: openingsIn(policy.window, zones, from, shownOpenings, ahead),
    lint: lintPolicy(policy, world).map(({ code, severity, sentence }) => ({
      code,
      severity,
      sentence,
    })),
  };
}
