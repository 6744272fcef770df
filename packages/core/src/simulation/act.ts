/** What devices of the simulated world do: fetch orders, begin, finish, report. */
import { longestAsking } from '../restarts/index.ts';
import { businessUntil } from '../windows/index.ts';
import { freezeAt, isInFlight, isPlanned, rulesOf, toInstant, toMs } from '../deployment/index.ts';
import type { Order } from '../deployment/index.ts';
import type { SimDevice } from './device.ts';
import { isAway, lastContact, nextContact } from './device.ts';
import { lookSoon } from './soon.ts';
import type { Message } from './messages.ts';
import type { Coming, SimDeployment, World } from './world.ts';

/** Orders of a look: each device fetches its own at its next contact. */
export function handOut(world: World, of: SimDeployment, order: Order): void {
  if (order.verb === 'check' && order.dependantOf !== undefined)
    return askDependant(world, of, { dependantId: order.deviceId, instructionId: order.instructionId, changedId: order.dependantOf });
  const device = of.devices.get(order.deviceId);
  if (device === undefined) return;
  device.open.push(order);
  const at = nextContact(device, world.now);
  if (at !== null) world.queue.put(at, { what: 'fetch', of, device });
}

type Question = Pick<Extract<Coming, { what: 'dependant' }>, 'dependantId' | 'instructionId' | 'changedId'>;

/** A device that depends on another is taken to be in contact and as well as it was: of those outside the deployment nothing is known here. */
export function askDependant(world: World, of: SimDeployment, question: Question): void {
  const { checkInSeconds, reportSeconds } = world.given.assumptions;
  world.queue.put(world.now + (checkInSeconds + reportSeconds) * 1_000, { what: 'dependant', of, ...question });
}

/** It answers that its checks passed. */
export function answerDependant(
  world: World,
  { of, dependantId, instructionId: id, changedId }: Extract<Coming, { what: 'dependant' }>,
): void {
  const facts = of.facts[changedId];
  const asked = of.state.runs[changedId]?.dependants?.[dependantId];
  if (facts === undefined || asked === undefined) return;
  const isAfter = asked.after?.id === id;
  const was = facts.dependants?.[dependantId];
  facts.dependants = {
    ...facts.dependants,
    [dependantId]: {
      usable: was?.usable ?? 'yes',
      beforeOf: isAfter ? (was?.beforeOf ?? null) : id,
      afterOf: isAfter ? id : null,
      answer: isAfter ? 'passed' : null,
      detail: '',
    },
  };
  lookSoon(world, of);
}

/** In contact: what is open is taken. */
export function fetchOrders(world: World, { of, device }: Extract<Coming, { what: 'fetch' }>): void {
  if (isAway(device, world.now)) return again(world, of, device);
  const orders = device.open;
  device.open = [];
  for (const order of orders) if (isOpen(world, of, order)) take(world, of, device, order);
}

/** It left before it fetched what was meant for it. */
function again(world: World, of: SimDeployment, device: SimDevice): void {
  const at = nextContact(device, world.now);
  if (at !== null) world.queue.put(at, { what: 'fetch', of, device });
}

/** Open until its time is over, nobody waits for it any more, or it is called back. */
function isOpen(world: World, { state, facts }: SimDeployment, order: Order): boolean {
  const run = state.runs[order.deviceId];
  if (run === undefined || state.status !== 'active' || world.now >= toMs(order.notAfter)) return false;
  if (order.verb === 'get') return isPlanned(run) && !run.secured;
  if (order.verb === 'check') return run.checkInstructionId === order.instructionId && state.rings[run.ring]?.phase === 'soaking';
  return isInFlight(run) && run.attempt === order.attempt && facts[order.deviceId]?.calledBack !== true;
}

function take(world: World, of: SimDeployment, device: SimDevice, order: Order): void {
  const { secureSeconds } = world.given.assumptions;
  const { attempt } = order;
  const facts = of.facts[order.deviceId];
  if (order.verb === 'get') return report(world, of, device, [{ kind: 'secured' }], Math.max(secureSeconds, fetchSeconds(device, order)));
  if (order.verb === 'check') return report(world, of, device, [{ kind: 'check', instructionId: order.instructionId }]);
  if (facts !== undefined) facts.handedOut = 'yes';
  if (device.inHand !== null || device.changing !== null)
    return report(world, of, device, [ended(attempt, 'refused', 'refused.busy', 'It has another instruction in hand.')]);
  if (device.fate === 'refuses')
    return report(world, of, device, [ended(attempt, 'refused', 'refused.limits', 'Its own limits do not allow the change, as assumed.')]);
  device.inHand = order;
  report(world, of, device, [{ kind: 'phase', attempt, phase: 'accepted' }], 0);
  world.queue.put(Math.max(world.now, toMs(order.notBefore)), { what: 'begin', of, device, order });
}

/** At the rate that it was told; 0: it was told none, or nobody knows how much there is. */
function fetchSeconds({ known }: SimDevice, { download }: Extract<Order, { verb: 'get' }>): number {
  return download === undefined || download.bytesPerSecond === null ? 0 : Math.ceil((known.bytes ?? 0) / download.bytesPerSecond);
}

/** Begins if it may: in its span, with time enough, and as far as it has heard nothing holds. */
export function begin(world: World, { of, device, order }: Extract<Coming, { what: 'begin' }>): void {
  if (device.inHand !== order) return;
  const tooLate = toMs(order.notAfter) - device.known.expectedSeconds * 1_000 + 1;
  if (world.now >= tooLate) {
    device.inHand = null;
    of.stopped.delete(device);
    return report(world, of, device, [
      isAway(device, world.now)
        ? ended(order.attempt, 'missed', 'missed.absent', 'It was away through its window.')
        : ended(order.attempt, 'missed', 'window.over', 'What is left of the window is shorter than the change.'),
    ]);
  }
  // At its contacts it is told what is frozen.
  const frozen = freezeAt(device.known.facts.freezes, world.now);
  if (frozen !== null) return world.queue.put(Math.min(toMs(frozen.until), tooLate), { what: 'begin', of, device, order });
  const business = businessOn(world, of, device);
  if (business !== null) return world.queue.put(Math.min(business, tooLate), { what: 'begin', of, device, order });
  const heardAt = lastContact(device, world.now);
  const held = heardAt !== null && heldAt(of, heardAt);
  const away = isAway(device, world.now);
  if (held || (away && !rulesOn(of, device).startOffline)) {
    // A hold that stands still ends by news, which wakes it; else it has to hear of the end at its next contact.
    if (held && !away && heldAt(of, world.now)) of.stopped.add(device);
    const contact = of.stopped.has(device) ? null : nextContact(device, world.now + 1);
    return world.queue.put(Math.min(contact ?? tooLate, tooLate), { what: 'begin', of, device, order });
  }
  change(world, of, device, order);
}

/** What the device goes by: its own share, else the header. */
function rulesOn(of: SimDeployment, device: SimDevice) {
  return rulesOf(of.state.header, of.shares[device.known.deviceId]);
}

/** Outside its window a device begins in no business hours. That it is on mains power and idle is assumed. */
function businessOn(world: World, of: SimDeployment, device: SimDevice): number | null {
  const share = of.shares[device.known.deviceId];
  const rule = rulesOn(of, device).missed;
  if (share === undefined || of.state.runs[device.known.deviceId]?.outside === undefined) return null;
  if (rule === undefined || rule.kind === 'next-window' || rule.notDuring === null) return null;
  const at = Temporal.Instant.fromEpochMilliseconds(world.now);
  return businessUntil(rule.notDuring, share.window.zone, at, share.expectedSeconds)?.epochMilliseconds ?? null;
}

function change(world: World, of: SimDeployment, device: SimDevice, order: Order): void {
  const { restartSeconds } = world.given.assumptions;
  const rules = rulesOn(of, device);
  // People put it off as often as they may: the later end is the one to count on.
  const restart = rules.restart === 'never' ? 0 : restartSeconds + longestAsking(rules.restartWhen);
  const until = world.now + Math.round((device.known.expectedSeconds * device.lasts + restart) * 1_000);
  device.begunAt ??= world.now;
  device.inHand = null;
  device.changing = { order, until };
  of.stopped.delete(device);
  report(world, of, device, [{ kind: 'phase', attempt: order.attempt, phase: 'changing' }], 0);
  world.queue.put(until, { what: 'done', of, device, order });
}

/** The change is over; the end is reported, and the scan after it. */
export function finish(world: World, { of, device, order }: Extract<Coming, { what: 'done' }>): void {
  if (device.changing?.order !== order) return;
  device.changing = null;
  const { attempt } = order;
  const { reportSeconds } = world.given.assumptions;
  if (device.fate === 'fails') {
    const back = rulesOn(of, device).rollback === 'automatic' && device.known.wayBack;
    const end = back
      ? ended(attempt, 'rolled back', 'assumed.failed', 'The change failed, as assumed, and was taken back.')
      : ended(attempt, 'failed', 'assumed.failed', 'The change failed, as assumed.');
    return report(world, of, device, [end]);
  }
  report(world, of, device, [ended(attempt, 'done', 'run.done', '')]);
  report(world, of, device, [{ kind: 'scan', attempt }], 2 * reportSeconds);
}

/** Sends messages after a while, or once it is in contact again. */
function report(world: World, of: SimDeployment, device: SimDevice, messages: readonly Message[], after?: number): void {
  const at = world.now + (after ?? world.given.assumptions.reportSeconds) * 1_000;
  device.unreported += 1;
  const coming: Coming = { what: 'report', of, device, messages };
  if (at === world.now && !isAway(device, at)) return arrive(world, coming);
  world.queue.put(at, coming);
}

/** A report arrives, if the device is in contact; else it waits until it is. */
export function arrive(world: World, coming: Extract<Coming, { what: 'report' }>): void {
  const { of, device, messages } = coming;
  if (isAway(device, world.now)) {
    const at = nextContact(device, world.now);
    if (at === null) device.spool.push(messages);
    else world.queue.put(at, coming);
    return;
  }
  device.unreported -= 1;
  for (const message of messages) note(world, of, device, message);
  lookSoon(world, of);
}

function note(world: World, of: SimDeployment, device: SimDevice, message: Message): void {
  const facts = of.facts[device.known.deviceId];
  if (facts === undefined) return;
  if (message.kind === 'secured') {
    facts.securedOk = true;
    return;
  }
  if (message.kind === 'check') {
    facts.checksOf = message.instructionId;
    facts.checksNow = 'passed';
    return;
  }
  if (message.attempt !== facts.attempt) return;
  const at = toInstant(world.now);
  if (message.kind === 'phase') {
    facts.reportedPhase = message.phase;
    facts.reportedPhaseAt = at;
  } else if (message.kind === 'scan') {
    facts.verification = { verdict: 'verified', reasons: ['a scan saw the new versions'] };
  } else {
    const { how, code, detail } = message;
    facts.ended ??= { how, code, detail, at };
  }
}

function ended(attempt: number, how: Extract<Message, { kind: 'ended' }>['how'], code: string, detail: string): Message {
  return { kind: 'ended', attempt, how, code, detail };
}

/** Whether the deployment was held at a time. */
function heldAt({ heldSince }: SimDeployment, at: number): boolean {
  return heldSince.findLast((entry) => entry.at <= at)?.held ?? false;
}
