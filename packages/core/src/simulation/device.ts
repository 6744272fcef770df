/**
 * A device of the simulated world. It is in contact at its check-ins, unless it is away; when that is, is worked out when somebody asks and not lived through, which is
 * what makes the time fast.
 */
import { toMs } from '../deployment/index.ts';
import type { Order } from '../deployment/index.ts';
import { chanceOf } from './chance.ts';
import type { Message } from './messages.ts';
import type { Assumptions, StateDevice } from './types.ts';

/** In milliseconds since 1970; `to` may be Infinity. */
export type Away = { readonly from: number; to: number };

export type Fate = 'well' | 'fails' | 'refuses';

export type SimDevice = {
  readonly known: StateDevice;
  readonly ring: number;
  /** In milliseconds; it checks in at every multiple of this after `phase`. */
  readonly every: number;
  readonly phase: number;
  /** In their order, not overlapping. */
  readonly away: Away[];
  /** Of the expected time. */
  readonly lasts: number;
  fate: Fate;
  /** Orders that it has not fetched. */
  open: Order[];
  /** Its order to change, taken and not begun. */
  inHand: Order | null;
  changing: { readonly order: Order; readonly until: number } | null;
  /** Reports of its install that the server has not taken: it is not empty-handed. */
  unreported: number;
  begunAt: number | null;
  /** What it would report and can not: nobody knows yet that it comes back. */
  spool: (readonly Message[])[];
};

type Given = { readonly from: number; readonly exportedAt: number; readonly assumptions: Assumptions; readonly seed: number };

/** Who was not heard of for a while when the state was written is away, whatever is assumed; so is who was never heard of. */
function isSilent({ facts }: StateDevice, { exportedAt }: Given, every: number): boolean {
  return facts.lastSeenAt === null || toMs(facts.lastSeenAt) < exportedAt - Math.max(3 * every, 15 * 60_000);
}

/** A device with its luck. The order of the questions to chance is fixed, so that one assumption does not change another's outcome. */
export function newDevice(known: StateDevice, ring: number, given: Given): SimDevice {
  const { from, assumptions, seed } = given;
  const chance = chanceOf(seed, known.deviceId);
  const [phase, ends, goes, length, lasts] = [chance.next(), chance.next(), chance.next(), chance.next(), chance.next()];
  const every = assumptions.checkInSeconds * 1_000;
  const isGone = goes < assumptions.awayShare || isSilent(known, given, every);
  return {
    known,
    ring,
    every,
    phase: from + Math.floor(phase * every),
    away: isGone ? [{ from, to: from + Math.round((0.5 + length) * assumptions.awaySeconds * 1_000) }] : [],
    lasts: 1 + (2 * lasts - 1) * assumptions.durationSpread,
    fate: ends < assumptions.failShare ? 'fails' : ends < assumptions.failShare + assumptions.refuseShare ? 'refuses' : 'well',
    open: [],
    inHand: null,
    changing: null,
    unreported: 0,
    begunAt: null,
    spool: [],
  };
}

/** The first check-in at this time or later; null: it does not come back. */
export function nextContact(device: SimDevice, at: number): number | null {
  let contact = gridFrom(device, at);
  for (const away of device.away) {
    if (contact < away.from) return contact;
    if (contact >= away.to) continue;
    if (away.to === Infinity) return null;
    contact = gridFrom(device, away.to);
  }
  return contact;
}

/** The last check-in at this time or before; null: none since the start of the simulation. */
export function lastContact(device: SimDevice, at: number): number | null {
  let contact = gridTo(device, at);
  for (let index = device.away.length - 1; index >= 0; index -= 1) {
    const away = device.away[index];
    if (away === undefined || contact >= away.to) break;
    if (contact >= away.from) contact = gridTo(device, away.from - 1);
  }
  return contact >= device.phase ? contact : null;
}

export function isAway(device: SimDevice, at: number): boolean {
  return device.away.some((away) => at >= away.from && at < away.to);
}

/** From now on it is away, until it is told to return. */
export function leave(device: SimDevice, at: number): void {
  if (!isAway(device, at)) {
    device.away.splice(0, device.away.length, ...device.away.filter((away) => away.to <= at), { from: at, to: Infinity });
    return;
  }
  const current = device.away.find((away) => at < away.to);
  if (current !== undefined) current.to = Infinity;
}

export function comeBack(device: SimDevice, at: number): void {
  const current = device.away.find((away) => at >= away.from && at < away.to);
  if (current !== undefined) current.to = at;
}

function gridFrom({ phase, every }: SimDevice, at: number): number {
  return phase + Math.max(0, Math.ceil((at - phase) / every)) * every;
}

function gridTo({ phase, every }: SimDevice, at: number): number {
  return phase + Math.floor((at - phase) / every) * every;
}
