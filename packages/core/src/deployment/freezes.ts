/**
 * Times in which nothing new starts on a device: of everybody, of its client, of its site, or of its ring. What runs is finished. A freeze of the whole deployment is
 * also a hold; here it closes windows, so that no opening is promised that lies in one.
 */
import { toMs } from './instants.ts';
import { isLater } from './apply-run.ts';
import type { Look } from './look.ts';
import { factsOf } from './look.ts';
import type { Span } from './openings.ts';
import { firstFit } from './openings.ts';
import { rememberOn } from './remember.ts';
import type { Facts, FrozenSpan, RunState, Waiting } from './types.ts';

/** The spans in milliseconds; devices of one site and ring share the list. */
const known = rememberOn<readonly FrozenSpan[], readonly Span[]>('spans');
const noSpans: readonly Span[] = [];

export function spansOf(freezes: readonly FrozenSpan[]): readonly Span[] {
  if (freezes.length === 0) return noSpans;
  const found = known.of(freezes);
  if (found !== undefined) return found;
  const spans = freezes.map(({ from, until }) => ({ from: toMs(from), to: toMs(until) }));
  known.keep(freezes, spans);
  return spans;
}

/** When this run may not begin, past spans included. */
export function closedFor(look: Look, run: RunState): readonly Span[] {
  return spansOf(freezesOf(look, run));
}

/** The freeze that this run's device is in, and of several the one that ends last; null: none. */
export function frozenNow(look: Look, run: RunState): FrozenSpan | null {
  return freezeAt(freezesOf(look, run), look.now);
}

/** Of a device that has its instruction and has not begun: the freeze keeps it from that, and nobody misses its report meanwhile. */
export function isHeldBack(look: Look, run: RunState): boolean {
  return !hasBegun(run) && frozenNow(look, run) !== null;
}

/** Up to when a freeze kept a run from beginning, as far as that is past; 0: none did. */
export function heldBackUntil(look: Look, run: RunState): number {
  if (hasBegun(run)) return 0;
  let until = 0;
  for (const { from, to } of closedFor(look, run)) if (from <= look.now) until = Math.max(until, Math.min(to, look.now));
  return until;
}

function hasBegun(run: RunState): boolean {
  return isLater('waiting for window', run.phase);
}

/** What a run waits for whose window, but for freezes, would let it begin sooner; null: no freeze is in the way. */
export function freezeInTheWay(look: Look, run: RunState, earliest: number, opening: Span | null): Waiting | null {
  const share = look.facts.shares[run.deviceId];
  const freezes = freezesOf(look, run);
  if (share === undefined || freezes.length === 0) return null;
  const need = share.expectedSeconds * 1_000;
  const plain = firstFit(share.window, earliest, need, look.expiresAt);
  if (plain === null || (opening !== null && opening.from <= plain.from)) return null;
  const freeze = freezes
    .filter(({ from, until }) => toMs(from) < plain.from + Math.max(need, 1) && toMs(until) > plain.from)
    .reduce<FrozenSpan | null>(endsLast, null);
  if (freeze === null) return null;
  return freezeWait(run, freeze, opening);
}

export function freezeWait(run: RunState, freeze: FrozenSpan, opening: Span | null = null): Waiting {
  const opensAt = opening === null ? null : Temporal.Instant.fromEpochMilliseconds(opening.from).toString();
  return { what: 'freeze', deviceId: run.deviceId, freeze, opensAt };
}

/** The freeze that covers a time, and of several the one that ends last. */
export function freezeAt(freezes: readonly FrozenSpan[], at: number): FrozenSpan | null {
  if (freezes.length === 0) return null;
  return freezes.filter(({ from, until }) => toMs(from) <= at && at < toMs(until)).reduce<FrozenSpan | null>(endsLast, null);
}

function endsLast(a: FrozenSpan | null, b: FrozenSpan): FrozenSpan {
  return a === null || toMs(b.until) > toMs(a.until) ? b : a;
}

const listsOf = rememberOn<Facts['runs'], readonly (readonly FrozenSpan[])[]>('lists of freezes');

/** The lists of freezes of all runs, each once: devices of one site and ring share theirs. */
function freezeLists({ runs }: Pick<Facts, 'runs'>): readonly (readonly FrozenSpan[])[] {
  const found = listsOf.of(runs);
  if (found !== undefined) return found;
  const lists = new Set<readonly FrozenSpan[]>();
  for (const { freezes } of Object.values(runs)) if (freezes.length > 0) lists.add(freezes);
  const each = [...lists];
  listsOf.keep(runs, each);
  return each;
}

/** When freezes begin or end, of any run: what may be done changes then. */
export function freezeTimes(facts: Pick<Facts, 'runs' | 'freeze'>): readonly number[] {
  const whole = facts.freeze === null ? [] : [toMs(facts.freeze.until)];
  return [...whole, ...freezeLists(facts).flatMap((freezes) => spansOf(freezes).flatMap(({ from, to }) => [from, to]))];
}

function freezesOf(look: Look, run: RunState): readonly FrozenSpan[] {
  return factsOf(look, run)?.freezes ?? none;
}

const none: readonly FrozenSpan[] = [];
