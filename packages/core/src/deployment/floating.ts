/**
 * Devices that may begin outside their window: to catch up after one that they missed, or in a rolling window. The server orders it as soon as such a device is seen; whether
 * the conditions hold only the device knows, and it checks all of it by itself (`windows/missed.ts`).
 */
import { businessUntil } from '../windows/index.ts';
import type { CatchUp, Rolling } from '../windows/index.ts';
import { closedFor } from './freezes.ts';
import { toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, seenSince } from './look.ts';
import type { Span } from './openings.ts';
import { firstFit, isReadable, overSince } from './openings.ts';
import { isLater } from './apply-run.ts';
import { patience } from './patience.ts';
import { rulesOf } from './spec.ts';
import type { MissedWait, RunState, Waiting } from './types.ts';

/** When a run may be sent: the span of its instruction. */
export type Turn = Span & { readonly outside?: RunState['outside'] };

/** The rule by which this run may begin outside its window just now; null: it may not. */
export function floatsOf(look: Look, run: RunState): CatchUp | Rolling | null {
  const share = look.facts.shares[run.deviceId];
  const rule = share === undefined ? undefined : rulesOf(look.draft.header, share).missed;
  if (share === undefined || rule === undefined || rule.kind === 'next-window' || !isReadable(share.window)) return null;
  if (rule.kind === 'rolling') return rule;
  const earliest = look.draft.header.rings[run.ring]?.earliest;
  // What the device can see for itself as well: an opening since its ring might begin, and over.
  if (run.missedWindow === undefined || earliest === undefined || overSince(share.window, toMs(earliest), look.now) === null) return null;
  return rule;
}

/** The turn of a planned run outside its window, or what it waits for; null: its window is its turn. `opening`: the next one in which it fits. */
export function floatingTurn(look: Look, run: RunState, opening: Span | null): Turn | Extract<Waiting, { what: 'missed' }> | null {
  const share = look.facts.shares[run.deviceId];
  if (share === undefined || (opening !== null && opening.from <= look.now)) return null;
  const rule = floatsOf(look, run);
  const earliest = look.draft.header.rings[run.ring]?.earliest;
  if (rule === null || earliest === undefined || toMs(earliest) > look.now) return null;
  // At the latest until it is told of its next window, ahead of that.
  const told = opening === null ? Infinity : opening.from - patience.sendAhead;
  const wait = (awaits: MissedWait, until: number | null) => {
    const latest = Math.min(until ?? Infinity, told);
    return missedWait(run, rule, awaits, latest === Infinity ? null : latest);
  };
  // An instruction for the window goes to an absent device ahead of it, as always.
  const ahead = opening !== null && opening.from <= look.now + patience.sendAhead;
  if (!seenSince(factsOf(look, run), look.now - patience.floatSeen)) return ahead ? null : wait('contact', null);
  if (run.tryAfter !== null && toMs(run.tryAfter) > look.now) return ahead ? null : wait('turn', toMs(run.tryAfter));
  const at = Temporal.Instant.fromEpochMilliseconds(look.now);
  const business = rule.notDuring === null ? null : businessUntil(rule.notDuring, share.window.zone, at, share.expectedSeconds);
  if (business !== null) return ahead ? null : wait('business hours', business.epochMilliseconds);
  const to = spanEnd(look, run, opening);
  return to - look.now < share.expectedSeconds * 1_000 ? null : { from: look.now, to, outside: rule.kind };
}

/** Some hours, or to the end of the window that opens within them; never into a freeze, and not beyond the spec. */
function spanEnd(look: Look, run: RunState, opening: Span | null): number {
  const end = look.now + patience.floating;
  const until = opening !== null && opening.from < end ? Math.max(opening.to, end) : end;
  const frozen = closedFor(look, run).flatMap(({ from, to }) => (to > look.now ? [from] : []));
  return Math.min(until, look.expiresAt, ...frozen);
}

/** What a run waits for that was sent to begin outside its window and has not; null: it was not, or its window is open. */
export function floatingWait(look: Look, run: RunState): Extract<Waiting, { what: 'missed' }> | null {
  const share = look.facts.shares[run.deviceId];
  if (share === undefined || run.outside === undefined || isLater('waiting for window', run.phase)) return null;
  const rule = rulesOf(look.draft.header, share).missed;
  if (rule === undefined || rule.kind === 'next-window' || firstFit(share.window, look.now, 1, Infinity)?.from === look.now) return null;
  return missedWait(run, rule, 'conditions', null);
}

function missedWait(
  run: RunState,
  rule: CatchUp | Rolling,
  awaits: MissedWait,
  until: number | null,
): Extract<Waiting, { what: 'missed' }> {
  const { deviceId, missedWindow: missed = null } = run;
  return { what: 'missed', deviceId, rule, missed, for: awaits, until: until === null ? null : toInstant(until) };
}
