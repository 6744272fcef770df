/** Openings of a device's window, as far as a deployment needs them. What can not be read is closed: no openings. */
import type { WindowRule } from '../windows/index.ts';
import { openingsBetween, parseWindow } from '../windows/index.ts';
import { day } from './instants.ts';

/** In milliseconds since 1970: open from `from` on, and before `to`. */
export type Span = { readonly from: number; readonly to: number };

/** Openings are found for blocks of days, so that many devices and many looks share one expansion of the rule. */
const block = 10 * day;
/** A window is open for a week at most; a deployment ends after 90 days at the latest. */
const before = 8 * day;
const after = 110 * day;

const mostRemembered = 256;
/** The same question has the same answer: this remembers answers, it is no state. */
const remembered = new Map<string, readonly Span[]>();
/** The same for a window that was asked about before as this very object, which spares writing its key. Of each the last block. */
const rememberedOf = new WeakMap<WindowRule, { readonly start: number; readonly spans: readonly Span[] }>();

/**
 * The first span outside `closed` at `earliest` or later in which a change that takes `needMs` may begin, before `latest`: the rest of an opening
 * that is long enough. Where openings overlap it lasts as long as the one of them that closes last, as the device itself sees it. Null: there is none, as far as 100 days ahead.
 */
export function firstFit(window: WindowRule, earliest: number, needMs: number, latest: number, closed: readonly Span[] = []): Span | null {
  const openings = openingsAround(window, earliest);
  for (const [index, opening] of openings.entries()) {
    if (opening.from >= latest) return null;
    for (const open of without(opening, closed)) {
      const from = Math.max(open.from, earliest);
      if (open.to - from < needMs || from >= open.to || from >= latest) continue;
      return { from, to: Math.min(lastClose(openings, index + 1, { from, to: open.to }, closed), latest) };
    }
  }
  return null;
}

function lastClose(openings: readonly Span[], next: number, { from, to }: Span, closed: readonly Span[]): number {
  let last = to;
  for (let index = next; index < openings.length; index += 1) {
    const opening = openings[index];
    if (opening === undefined || opening.from > from) break;
    for (const open of without(opening, closed)) if (open.from <= from && open.to > from) last = Math.max(last, open.to);
  }
  return last;
}

const readable = new WeakMap<WindowRule, boolean>();

/** What can not be read is closed, whatever else is allowed. */
export function isReadable(window: WindowRule): boolean {
  const known = readable.get(window) ?? parseWindow(window).ok;
  readable.set(window, known);
  return known;
}

/** The last opening that began at `since` or later and was over at `now`; null: there was none, as far as 100 days after `since`. */
export function overSince(window: WindowRule, since: number, now: number): Span | null {
  return openingsAround(window, since).findLast(({ from, to }) => from >= since && to <= now) ?? null;
}

/** What is left of a span, in order. */
export function without(span: Span, closed: readonly Span[]): readonly Span[] {
  let left: readonly Span[] = [span];
  for (const { from, to } of closed)
    left = left.flatMap((one) => {
      if (to <= one.from || from >= one.to) return [one];
      return [...(from > one.from ? [{ from: one.from, to: from }] : []), ...(to < one.to ? [{ from: to, to: one.to }] : [])];
    });
  return left;
}

function openingsAround(window: WindowRule, at: number): readonly Span[] {
  const start = Math.floor(at / block) * block;
  const last = rememberedOf.get(window);
  if (last?.start === start) return last.spans;
  const spans = openingsOfBlock(window, start);
  rememberedOf.set(window, { start, spans });
  return spans;
}

function openingsOfBlock(window: WindowRule, start: number): readonly Span[] {
  const { zone, rule, durationMinutes, plusDays, except } = window;
  const key = JSON.stringify([zone, rule, window.start, durationMinutes, window.from ?? null, plusDays ?? 0, except ?? [], start]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const found = openingsBetween(window, instant(start - before), instant(start + block + after)).map(({ opensAt, closesAt }) => ({
    from: opensAt.epochMilliseconds,
    to: closesAt.epochMilliseconds,
  }));
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, found);
  return found;
}

function instant(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms);
}
