/** When a change is expected to begin on the devices of one contact, by what is known now. Pure. */
import { isPlanned, without } from '@fettle/core/deployment';
import type { DeploymentState, FrozenSpan, RunState, Share } from '@fettle/core/deployment';
import type { NoticeFacts } from '@fettle/core/messages';
import { nextOpenings, openingAt } from '@fettle/core/windows';
import type { WindowRule } from '@fettle/core/windows';
import type { PlacedDevice } from './audience.ts';

export type Expecting = {
  readonly shares: ReadonlyMap<string, Share>;
  readonly state: DeploymentState;
  readonly now: Temporal.Instant;
  /** Freezes that bind a device in its ring. */
  readonly freezesOf: (device: PlacedDevice, ring: string) => readonly FrozenSpan[];
  /** Something holds it of which nobody knows when it ends. */
  readonly held?: boolean;
};

export type Span = NoticeFacts['window'];

/** Openings that are looked through for one that is not frozen: a deployment lasts 90 days at the most. */
const mostFrozen = 100;

/** The earliest opening of the devices whose change has still to begin; null: none is known. */
export function openingAhead(expecting: Expecting, devices: readonly PlacedDevice[]): Span {
  const { shares, state, now, freezesOf, held } = expecting;
  if (held === true) return null;
  const openings = devices.flatMap((device) => {
    const [share, run] = [shares.get(device.id), state.runs[device.id]];
    if (share === undefined || (run !== undefined && !isPlanned(run))) return [];
    const ring = state.header.rings[share.ring];
    const closed = freezesOf(device, ring?.name ?? '').map(inMs);
    const part = firstFree(share.window, latest(now, ring?.earliest ?? state.header.createdAt, run), closed);
    return part === null || part.from >= Temporal.Instant.from(state.header.expiresAt).epochMilliseconds ? [] : [part];
  });
  const [first] = openings.toSorted((a, b) => a.from - b.from);
  return first === undefined ? null : spanOf(first);
}

/** No device begins before its ring may, nor one that missed an opening before the next try. */
function latest(now: Temporal.Instant, earliest: string, run: RunState | undefined): Temporal.Instant {
  const tryAfter = run?.tryAfter ?? null;
  const all = [now, Temporal.Instant.from(earliest), ...(tryAfter === null ? [] : [Temporal.Instant.from(tryAfter)])];
  return all.reduce((a, b) => (Temporal.Instant.compare(a, b) >= 0 ? a : b));
}

type Ms = { readonly from: number; readonly to: number };

/** Of the openings of a window that end after `from`, the first part in which no freeze stands (epoch milliseconds): nothing is announced for a time in which nothing will start. */
export function firstFree(window: WindowRule, from: Temporal.Instant, closed: readonly Ms[]): Ms | null {
  const current = openingAt(window, from);
  const ahead = [...(current === null ? [] : [current]), ...nextOpenings(window, from, closed.length === 0 ? 1 : mostFrozen)];
  const parts = ahead.flatMap(({ opensAt, closesAt }) =>
    without({ from: opensAt.epochMilliseconds, to: closesAt.epochMilliseconds }, closed),
  );
  return parts.find(({ to }) => to > from.epochMilliseconds) ?? null;
}

function inMs({ from, until }: FrozenSpan) {
  return { from: Temporal.Instant.from(from).epochMilliseconds, to: Temporal.Instant.from(until).epochMilliseconds };
}

function spanOf({ from, to }: Ms): NonNullable<Span> {
  const words = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString();
  return { opensAt: words(from), closesAt: words(to) };
}
