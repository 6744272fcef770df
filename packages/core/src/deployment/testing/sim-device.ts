/** A device of the simulated world: it obeys, spools what it has to say, goes away and comes back, and remembers what it really did. */
import { mayFloat } from '../../windows/index.ts';
import type { MissedRule } from '../../windows/index.ts';
import { minute, toMs } from '../instants.ts';
import { firstFit } from '../openings.ts';
import type { Share } from '../spec.ts';
import type { GateAnswer, Order, RunPhase } from '../types.ts';

/** How a device behaves: decided beforehand, so that a history can be repeated. */
export type Behaviour = {
  /** `no rates`: its agent refuses an instruction with a rate. */
  readonly secures: 'yes' | 'no' | 'never answers' | 'no rates';
  readonly answers: 'accepts' | 'refuses' | 'is busy';
  readonly ends: 'done' | 'failed' | 'rolled back' | 'dies';
  readonly scan: 'verified' | 'failed' | 'unknown' | 'none';
  readonly check: GateAnswer | 'none';
  readonly repeatsItself: boolean;
};

export type Message =
  | { readonly kind: 'secured'; readonly id: string; readonly ok: boolean; readonly unread?: true }
  | { readonly kind: 'phase'; readonly id: string; readonly phase: RunPhase }
  | {
      readonly kind: 'ended';
      readonly id: string;
      readonly how: 'done' | 'failed' | 'rolled back' | 'refused' | 'missed';
      readonly code: string;
    }
  | { readonly kind: 'scan'; readonly id: string; readonly verdict: 'verified' | 'failed' | 'unknown' }
  | { readonly kind: 'check'; readonly id: string; readonly answer: GateAnswer };

export type SimDevice = {
  readonly share: Share;
  readonly behaviour: Behaviour;
  readonly startOffline: boolean;
  /** By what it may begin outside its window, and since when openings count as missed. */
  readonly missed: { readonly rule: MissedRule | undefined; readonly since: string };
  /** It is fed from the mains. */
  onMains: boolean;
  /** When it used its rolling window last. */
  usedAt: number | null;
  online: boolean;
  /** It is heard, and its reports do not get through. */
  mute: boolean;
  dead: boolean;
  /** What it knew of holds when it was last in contact. */
  heardHold: boolean;
  spool: Message[];
  accepted: Order | null;
  running: { readonly order: Order; readonly until: number } | null;
  /** The truth: when it really began to change. */
  readonly begun: number[];
};

export function newDevice(share: Share, behaviour: Behaviour, startOffline: boolean, missed: SimDevice['missed']): SimDevice {
  return {
    share,
    behaviour,
    startOffline,
    missed,
    onMains: true,
    usedAt: null,
    online: true,
    mute: false,
    dead: false,
    heardHold: true,
    spool: [],
    accepted: null,
    running: null,
    begun: [],
  };
}

/** What the device does by itself until now, in contact or not. */
export function work(device: SimDevice, now: number): void {
  if (device.dead) return;
  if (device.running !== null && now >= device.running.until) finish(device, device.running.order);
  if (device.running === null && device.accepted !== null) beginOrMiss(device, device.accepted, now);
}

/** What it has taken and not ended, as its journal says. */
export function inHand({ accepted, running }: SimDevice): readonly string[] {
  return [accepted, running?.order ?? null].flatMap((order) => (order === null ? [] : [order.instructionId]));
}

/** An instruction arrives. */
export function obey(device: SimDevice, order: Order): void {
  const { behaviour, spool } = device;
  const id = order.instructionId;
  if (order.verb === 'get') {
    const rated = order.download !== undefined && order.download.bytesPerSecond !== null;
    if (behaviour.secures === 'no rates') spool.push({ kind: 'secured', id, ok: !rated, ...(rated ? { unread: true } : {}) });
    else if (behaviour.secures !== 'never answers') spool.push({ kind: 'secured', id, ok: behaviour.secures === 'yes' });
  } else if (order.verb === 'check') {
    if (behaviour.check !== 'none') spool.push({ kind: 'check', id, answer: behaviour.check });
  } else if (inHand(device).length > 0) {
    spool.push({ kind: 'ended', id, how: 'refused', code: 'refused.busy' });
  } else if (behaviour.answers === 'accepts') {
    device.accepted = order;
    spool.push({ kind: 'phase', id, phase: 'accepted' });
  } else {
    spool.push({ kind: 'ended', id, how: 'refused', code: behaviour.answers === 'is busy' ? 'refused.busy' : 'refused.limits' });
  }
}

function beginOrMiss(device: SimDevice, order: Order, now: number): void {
  const need = device.share.expectedSeconds * 1_000;
  if (now + need > toMs(order.notAfter)) {
    device.accepted = null;
    device.spool.push({ kind: 'ended', id: order.instructionId, how: 'missed', code: device.online ? 'window.over' : 'missed.absent' });
    return;
  }
  // The same openings that windows/ gives, remembered: a history asks thousands of times.
  const open = firstFit(device.share.window, now, 1, Infinity)?.from === now;
  if (now < toMs(order.notBefore) || (!open && !floats(device, now)) || device.heardHold || (!device.online && !device.startOffline))
    return;
  if (!open) device.usedAt = now;
  device.begun.push(now);
  device.accepted = null;
  device.running = { order, until: now + 20 * minute };
  device.spool.push({ kind: 'phase', id: order.instructionId, phase: 'changing' });
  if (device.behaviour.ends === 'dies') device.dead = true;
}

/** As the agent asks itself. */
export function floats({ share, missed, onMains, usedAt }: SimDevice, now: number): boolean {
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);
  if (missed.rule === undefined || missed.rule.kind === 'next-window') return false;
  return mayFloat({
    rule: missed.rule,
    window: share.window,
    since: at(toMs(missed.since)),
    now: at(now),
    needSeconds: share.expectedSeconds,
    seen: { onMains, loadPercent: 0 },
    usedAt: usedAt === null ? null : at(usedAt),
  }).may;
}

function finish(device: SimDevice, order: Order): void {
  const { ends, scan } = device.behaviour;
  const id = order.instructionId;
  device.running = null;
  if (ends === 'dies') return;
  device.spool.push({ kind: 'phase', id, phase: 'checking' }, { kind: 'ended', id, how: ends, code: `test.${ends}` });
  if (ends === 'done' && scan !== 'none') device.spool.push({ kind: 'scan', id, verdict: scan });
}
