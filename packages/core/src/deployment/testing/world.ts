/**
 * A simulated world around the engine: a server with one history and unique sequence numbers, devices with a mind of their own, and a clock.
 * It checks, at every commit, what must never happen.
 */
import type { Bound } from '../bounds.ts';
import { approvalsNeeded, countApprovers, isApproved } from '../approvals.ts';
import { apply, applyAll, replay } from '../apply.ts';
import { decide } from '../decide.ts';
import { dependantsOf, mostQuestions, unwellDependants } from '../dependants.ts';
import { bytesPerSecond, megabitsAt, nextHours } from '../bandwidth.ts';
import { hour, minute, toInstant, toMs } from '../instants.ts';
import { businessUntil } from '../../windows/index.ts';
import { firstFit, overSince } from '../openings.ts';
import { patience } from '../patience.ts';
import { runLabel } from '../run-label.ts';
import { failuresThatCount, isAccepted, isAcceptedSilent, isInFlight, isPlanned, runsOf } from '../runs.ts';
import { rulesOf } from '../spec.ts';
import type { Dependant, Share, Spec } from '../spec.ts';
import { lackingSteps, openSteps } from '../test-steps.ts';
import { deploymentTransitions, mayFollow, ringTransitions } from '../transitions.ts';
import type { Decision, DeploymentEvent, DeploymentState, Facts, FrozenSpan, Order, RunFacts, RunState } from '../types.ts';
import { bar, created, startOfTests } from './build.ts';
import type { Behaviour, Message, SimDevice } from './sim-device.ts';
import { inHand, newDevice, obey, work } from './sim-device.ts';

type Stored = {
  readonly order: Order;
  /** Handed out no more, by a decision or a cancellation: whether the device has it the server does not know. */
  calledBackAt: string | null;
  /** The truth, which the server is not told: the device got it. */
  arrived: boolean;
  phase: RunFacts['reportedPhase'];
  phaseAt: string | null;
  secured: boolean | null;
  /** It could not read the instruction. */
  unread: boolean;
  ended: RunFacts['ended'];
  verification: RunFacts['verification'];
  check: RunFacts['checksNow'];
};

export type WorldFreeze = { readonly name: string; readonly deviceId: string | null; readonly from: number; until: number };

/** `isHurt`: what it depends on hurts it by changing. */
export type Outsider = { isHurt: boolean; online: boolean; isWell: boolean; retired: boolean; answers: boolean };

export type World = {
  readonly spec: Spec;
  /** Its shares by device. */
  readonly shares: Facts['shares'];
  now: number;
  events: DeploymentEvent[];
  state: DeploymentState;
  wakeAt: number;
  readonly orders: Map<string, Stored>;
  /** The same by device. */
  readonly ordersOf: Map<string, Stored[]>;
  /** Of each device those of which it must be kept apart. */
  readonly apartOf: ReadonlyMap<string, readonly string[]>;
  readonly devices: readonly SimDevice[];
  readonly lastSeen: Map<string, string>;
  /** What each device said at its last check-in that it has in hand; `at` null: it had more to report. */
  readonly told: Map<string, { readonly ids: readonly string[]; readonly at: string | null }>;
  /** Does this server know what it handed out? One that does not must get by without. */
  readonly knowsHandOut: boolean;
  /** Pairs that must never be under way together. */
  readonly apart: readonly (readonly [string, string])[];
  /** Freezes come, are ended early, and are over by themselves. `deviceId` null: of the whole client. */
  freezes: WorldFreeze[];
  panicStop: boolean;
  /** A person stopped the campaign of the deployment. */
  campaignStop: boolean;
  /** Devices of which a decision bars something that the spec would bring. */
  readonly barred: Set<string>;
  /** Devices of which the backup is older than their policy lets it be. */
  readonly lacksBackup: Set<string>;
  /** Devices of whose change nobody was told, by a policy that demands it. */
  readonly lacksNotice: Set<string>;
  /** Devices of which the approved way back is gone. */
  readonly lacksWayBack: Set<string>;
  /** Devices that another deployment has in hand. */
  readonly busy: Set<string>;
  /** Devices outside the deployment that depend on some of it: whether they are heard, and what their checks say. */
  readonly others: Map<string, Outsider>;
  /** What these were asked and have not answered. */
  readonly questions: Map<string, Stored[]>;
  /** Devices that the client's other deployments sent within the last hour. */
  othersSent: number;
  /** Limits beyond the deployment: of a site, a cluster, or all clients. */
  readonly limits: readonly WorldLimit[];
  /** Which device runs on which. */
  readonly hostOf: Readonly<Record<string, string>>;
  /** Devices of other deployments that are under way in every limit, and those that are unwell. */
  othersChanging: number;
  othersUnwell: number;
  /** Devices of which a person said that they are well, whatever became of their change. */
  readonly saidWell: Set<string>;
};

export type WorldLimit = Pick<Bound, 'kind' | 'deviceIds' | 'atOnce' | 'perHour' | 'disturbed' | 'downloads' | 'bandwidth'>;

/** Devices of the client that may be sent within an hour. */
const clientDevicesPerHour = 5;

export function newWorld(
  spec: Spec,
  behaviours: readonly Behaviour[],
  options: Pick<World, 'knowsHandOut' | 'apart'> & Partial<Pick<World, 'limits' | 'hostOf'>>,
): World {
  const first = created(spec);
  return {
    limits: [],
    hostOf: {},
    ...options,
    spec,
    shares: Object.fromEntries(spec.shares.map((share) => [share.deviceId, share])),
    now: toMs(startOfTests),
    events: [first],
    state: apply(null, first),
    wakeAt: 0,
    orders: new Map(),
    ordersOf: new Map(spec.shares.map(({ deviceId }) => [deviceId, []])),
    apartOf: new Map(spec.shares.map(({ deviceId }) => [deviceId, neighboursOf(options.apart, deviceId)])),
    devices: spec.shares.map((share, index) =>
      newDevice(share, behaviours[index % behaviours.length]!, spec.header.startOffline, {
        rule: rulesOf(spec.header, share).missed,
        since: spec.header.rings[share.ring]?.earliest ?? spec.header.createdAt,
      }),
    ),
    lastSeen: new Map(),
    told: new Map(),
    freezes: [],
    panicStop: false,
    campaignStop: false,
    barred: new Set(),
    lacksBackup: new Set(),
    lacksNotice: new Set(),
    lacksWayBack: new Set(),
    busy: new Set(),
    others: new Map(
      (spec.header.dependants ?? []).map(({ deviceId }) => [
        deviceId,
        { isHurt: false, online: true, isWell: true, retired: false, answers: true },
      ]),
    ),
    questions: new Map((spec.header.dependants ?? []).map(({ deviceId }) => [deviceId, []])),
    othersSent: 0,
    othersChanging: 0,
    othersUnwell: 0,
    saidWell: new Set(),
  };
}

function neighboursOf(apart: World['apart'], deviceId: string): readonly string[] {
  return apart.filter((pair) => pair.includes(deviceId)).flatMap((pair) => pair.filter((id) => id !== deviceId));
}

/** Time passes; devices work, and those in contact report, check in and obey. */
export function passTime(world: World, ms: number, serverUp: boolean): void {
  world.now += ms;
  for (const device of world.devices) {
    work(device, world.now);
    if (serverUp && device.online && !device.dead) contact(world, device);
  }
  if (serverUp) for (const [id, other] of world.others) if (other.online && other.answers) answerChecks(world, id, other);
}

/** A device that depends on others says how it is, to each question once. */
function answerChecks(world: World, deviceId: string, { isWell, isHurt }: Outsider): void {
  for (const stored of world.questions.get(deviceId)?.splice(0) ?? [])
    if (world.now < toMs(stored.order.notAfter))
      stored.check = isWell && !(isHurt && stored.order.instructionId.includes(':after:')) ? 'passed' : 'failed';
}

/**
 * An agent sends what it has to report, and checks in whether or not that got through: it says what it has in hand, and how much it has still to report. What is open is
 * handed out; a hold stops the device, not the hand-out.
 */
function contact(world: World, device: SimDevice): void {
  const { deviceId } = device.share;
  if (!device.mute) {
    for (const message of device.spool) {
      take(world, message);
      if (device.behaviour.repeatsItself) take(world, message);
    }
    device.spool = [];
  }
  const now = toInstant(world.now);
  world.lastSeen.set(deviceId, now);
  world.told.set(deviceId, { ids: inHand(device), at: device.spool.length === 0 ? now : null });
  const frozen = inForce(world, deviceId).length > 0;
  device.heardHold = frozen || world.state.holds.length > 0 || world.state.cancelled !== null || world.state.status !== 'active';
  for (const stored of world.ordersOf.get(deviceId) ?? []) {
    if (stored.arrived || !isOpen(world, stored)) continue;
    if (stored.order.verb === 'install' && (frozen || world.barred.has(deviceId))) continue;
    stored.arrived = true;
    obey(device, stored.order);
  }
}

/** Open until its time is over, nobody waits for it any more, or it is called back. */
function isOpen(world: World, { order, calledBackAt }: Stored): boolean {
  const { state } = world;
  const run = state.runs[order.deviceId];
  if (run === undefined || calledBackAt !== null || state.status !== 'active' || world.now >= toMs(order.notAfter)) return false;
  if (order.verb === 'get') return isPlanned(run) && !run.secured;
  if (order.verb === 'check') return run.checkInstructionId === order.instructionId && state.rings[run.ring]?.phase === 'soaking';
  return isInFlight(run) && run.attempt === order.attempt;
}

function take(world: World, message: Message): void {
  const stored = world.orders.get(message.id);
  if (stored === undefined) throw new Error(`A report about ${message.id}, which nobody ordered`);
  const at = toInstant(world.now);
  switch (message.kind) {
    case 'secured':
      stored.secured = message.ok;
      stored.unread = message.unread === true;
      return;
    case 'phase':
      stored.phase = message.phase;
      stored.phaseAt = at;
      return;
    case 'ended':
      stored.ended ??= { how: message.how, code: message.code, detail: '', at };
      return;
    case 'scan':
      stored.verification = { verdict: message.verdict, reasons: [] };
      return;
    case 'check':
      stored.check = message.answer;
  }
}

export function gatherFacts(world: World): Facts {
  return {
    now: toInstant(world.now),
    runs: Object.fromEntries(world.devices.map(({ share }) => [share.deviceId, runFacts(world, share.deviceId)])),
    shares: world.shares,
    freeze: wholeFreeze(world),
    panicStop: world.panicStop,
    campaignStop: world.campaignStop ? 'Anna stopped the campaign.' : null,
    clientSentLastHour: world.othersSent,
    clientDevicesPerHour,
    ...(world.limits.length === 0 ? {} : { bounds: boundsOf(world), saidWell: [...world.saidWell] }),
  };
}

function boundsOf({ limits, othersChanging, othersUnwell, othersSent }: World): readonly Bound[] {
  const others = {
    changing: Array.from({ length: othersChanging }, (_, index) => `y${index}`),
    unwell: Array.from({ length: othersUnwell }, (_, index) => `z${index}`),
    elsewhere: 0,
    sentLastHour: othersSent,
    downloading: 0,
  };
  return limits.map((limit) => ({ ...limit, name: limit.kind, others }));
}

/** Limits are counted anew from the state alone, one by one: what the engine remembers does not count. */
function mustKeepLimits(world: World, event: Extract<DeploymentEvent, { kind: 'run-sent' }>): void {
  const { state, limits, events, now } = world;
  const rings = state.header.rings.flatMap(({ pace }, index): WorldLimit[] => {
    if (pace === undefined) return [];
    const deviceIds = Object.values(state.runs).flatMap((run) => (run.ring === index ? [run.deviceId] : []));
    return [
      { kind: 'ring', deviceIds, atOnce: pace.maxParallel ?? null, perHour: pace.devicesPerHour ?? null, disturbed: null, downloads: null },
    ];
  });
  for (const { kind, deviceIds, atOnce, perHour, disturbed } of [...limits, ...rings]) {
    if (deviceIds !== null && !deviceIds.includes(event.deviceId)) continue;
    const own = Object.values(state.runs).filter(({ deviceId }) => deviceIds === null || deviceIds.includes(deviceId));
    const others = own.filter(({ deviceId }) => deviceId !== event.deviceId);
    const flying = others.filter((run) => isInFlight(run) && !isAcceptedSilent(state, run)).length;
    const ill = others.filter(
      (run) =>
        (run.outcome === 'failed' || run.outcome === 'rolled back' || run.outcome === 'unknown') &&
        !isAccepted(state, run) &&
        !world.saidWell.has(run.deviceId),
    ).length;
    const [more, sent, unwell] = kind === 'ring' ? [0, 0, 0] : [world.othersChanging, world.othersSent, world.othersUnwell];
    must(atOnce === null || flying + more < atOnce, `more devices under way than a limit of the ${kind} allows`);
    must(
      disturbed === null || flying + ill + more + unwell < disturbed,
      `more devices changing or unwell than a limit of the ${kind} allows`,
    );
    const lately = events.filter(
      (past) => past.kind === 'run-sent' && toMs(past.at) > now - hour && (deviceIds === null || deviceIds.includes(past.deviceId)),
    ).length;
    must(perHour === null || lately + sent < perHour, `more devices in an hour than a limit of the ${kind} allows`);
  }
}

function wasFetched({ ordersOf }: World, deviceId: string): boolean {
  return ordersOf.get(deviceId)?.some(({ order, secured }) => order.verb === 'get' && secured === true) === true;
}

/** Whatever the engine remembers: what devices were told of a bandwidth, of which nothing came back and whose time is not over, is never more than there is. */
function mustKeepBandwidth(world: World, { deviceId, download }: Extract<DeploymentEvent, { kind: 'securing-sent' }>): void {
  for (const { bandwidth, deviceIds } of world.limits) {
    const isIn = (id: string): boolean => deviceIds === null || deviceIds.includes(id);
    if (bandwidth === undefined || !isIn(deviceId)) continue;
    must(download !== undefined, 'a device was told to fetch without a part of the bandwidth');
    const others = [...world.orders.values()].flatMap(({ order, secured }) => {
      if (order.verb !== 'get' || !isIn(order.deviceId) || secured !== null || toMs(order.notAfter) <= world.now) return [];
      // Who said late that it has all of it by an earlier order has nothing left to fetch by a later one.
      if (wasFetched(world, order.deviceId)) return [];
      return order.download ?? [];
    });
    const told = [...others, ...(download === undefined ? [] : [download])];
    must(told.length === 1 || told.every((one) => one.bytesPerSecond !== null), 'a device that keeps no rate does not fetch alone');
    const last = Math.max(...told.map(({ until }) => toMs(until)));
    for (let at = world.now; at < last; at = Math.min(last, nextHours(bandwidth, at))) {
      const sum = told.reduce((all, one) => all + (toMs(one.until) > at ? (one.bytesPerSecond ?? 0) : 0), 0);
      must(sum <= bytesPerSecond(megabitsAt(bandwidth, at)), 'devices were told more than the bandwidth of their site');
    }
  }
}

/** What runs on a host and is in contact has its turn before it. */
function mustFollowGuests({ state, hostOf, lastSeen, barred, now }: World, deviceId: string): void {
  const host = state.runs[deviceId];
  for (const [id, on] of Object.entries(hostOf)) {
    const guest = state.runs[id];
    if (on !== deviceId || guest === undefined || host === undefined || guest.ring !== host.ring) continue;
    must(!isInFlight(guest), 'a host was sent while a guest is under way');
    const isHere = lastSeen.has(id) && toMs(lastSeen.get(id) ?? startOfTests) >= now - hour && !barred.has(id);
    must(guest.outcome !== null || !isHere, 'a host was sent before its guest');
  }
}

function wholeFreeze(world: World): Facts['freeze'] {
  const [last] = inForce(world, null).toSorted((a, b) => b.until - a.until);
  return last === undefined ? null : { until: toInstant(last.until), because: `${last.name} until ${toInstant(last.until)}` };
}

/** Freezes that cover now: of the whole client, or also of this device. */
function inForce(world: World, deviceId: string | null): readonly WorldFreeze[] {
  return world.freezes.filter(
    (one) => (one.deviceId === null || one.deviceId === deviceId) && one.from <= world.now && world.now < one.until,
  );
}

function freezesOf(world: World, id: string): readonly FrozenSpan[] {
  if (world.freezes.length === 0) return noFreezes;
  return world.freezes
    .filter(({ deviceId }) => deviceId === null || deviceId === id)
    .map(({ name, from, until }) => ({ name, from: toInstant(from), until: toInstant(until) }));
}

const noFreezes: readonly FrozenSpan[] = [];

/** A person declares a freeze; it binds at once whoever is in contact. */
export function declareFreeze(world: World, deviceId: string | null, from: number, ms: number): void {
  world.freezes.push({ name: `freeze ${world.freezes.length + 1}`, deviceId, from, until: from + ms });
}

/** A person ends all freezes: those in force end now, and those to come never begin. */
export function endFreezes(world: World): void {
  for (const one of world.freezes) one.until = Math.min(one.until, world.now);
  world.freezes = world.freezes.filter((one) => one.from < one.until);
}

function runFacts(world: World, deviceId: string): RunFacts {
  const run = world.state.runs[deviceId]!;
  const given = world.ordersOf.get(deviceId) ?? [];
  const install = given.find(({ order }) => order.verb === 'install' && order.attempt === run.attempt);
  const get = run.fetchId === undefined ? given.find(({ order }) => order.verb === 'get') : world.orders.get(run.fetchId);
  const check = run.checkInstructionId === null ? undefined : world.orders.get(run.checkInstructionId);
  const told = world.told.get(deviceId);
  const holds = install !== undefined && told?.ids.includes(install.order.instructionId) === true;
  const emptyHandedAt = holds ? null : (told?.at ?? null);
  const facts: { -readonly [Key in keyof RunFacts]: RunFacts[Key] } = {
    deviceId,
    attempt: run.attempt,
    handedOut: world.knowsHandOut ? handedOut(world, run, install, holds, emptyHandedAt) : 'unknown',
    deviceUsable: 'yes',
    lastSeenAt: world.lastSeen.get(deviceId) ?? null,
    emptyHandedAt,
    reportedPhase: install?.phase ?? (holds ? 'accepted' : null),
    reportedPhaseAt: install?.phaseAt ?? null,
    securedOk: wasFetched(world, deviceId) ? true : get?.unread === true ? null : (get?.secured ?? null),
    securedTrouble: get?.secured === false && !get.unread ? { code: 'refused.superseded', detail: '' } : null,
    ended: install?.ended ?? null,
    verification: install?.verification ?? null,
    checksNow: check?.check ?? null,
    checksOf: run.checkInstructionId,
    busyWith: world.busy.has(deviceId) ? 'd2' : null,
    apartFrom: world.apartOf.get(deviceId) ?? [],
    apartBusy: null,
    barred: world.barred.has(deviceId) ? bar : null,
    calledBack: install !== undefined && install.calledBackAt !== null,
    freezes: freezesOf(world, deviceId),
  };
  if (get?.unread === true) facts.rateRefused = get.order.instructionId;
  const said = check?.check ?? null;
  if (said !== null) facts.answersNow = { web: said === 'passed' || said === 'failed' ? said : 'could-not-measure' };
  if (world.lacksNotice.has(deviceId)) facts.noticeLacks = 'Its site has no contact.';
  if (world.lacksBackup.has(deviceId)) facts.backupLacks = 'Its last good backup is 3 days old.';
  if (world.lacksWayBack.has(deviceId)) facts.wayBackLacks = 'Its command was withdrawn.';
  const asked = dependantsOf(world.spec.header, deviceId);
  if (asked.length > 0) facts.dependants = dependantFacts(world, run, asked);
  const guests = guestsOn(world, deviceId);
  if (guests.length > 0) facts.guests = guests;
  return facts;
}

function guestsOn({ hostOf, state }: World, deviceId: string): readonly string[] {
  return Object.keys(hostOf).filter((id) => hostOf[id] === deviceId && state.runs[id] !== undefined);
}

function dependantFacts(world: World, run: RunState, of: readonly Dependant[]): NonNullable<RunFacts['dependants']> {
  return Object.fromEntries(
    of.map(({ deviceId }) => {
      const asked = run.dependants?.[deviceId];
      const before = world.orders.get(asked?.before?.id ?? '');
      const after = world.orders.get(asked?.after?.id ?? '');
      const said = after?.check ?? null;
      const usable = world.others.get(deviceId)?.retired === true ? 'retired' : 'yes';
      return [
        deviceId,
        {
          usable,
          beforeOf: (before?.check ?? null) === null ? null : (asked?.before?.id ?? null),
          afterOf: said === null ? null : (asked?.after?.id ?? null),
          answer: said === 'failed' && before?.check !== 'passed' ? 'cannot tell' : said,
          detail: '',
        },
      ];
    }),
  );
}

/** As a server works it out: from when the device was heard, and what it said it has. */
function handedOut(
  world: World,
  run: RunState,
  install: Stored | undefined,
  holds: boolean,
  emptyHandedAt: string | null,
): RunFacts['handedOut'] {
  const seen = world.lastSeen.get(run.deviceId);
  if (run.accepted || holds) return 'yes';
  if (run.sentAt === null || seen === undefined || toMs(seen) < toMs(run.sentAt) - minute) return 'no';
  const backAt = install?.calledBackAt ?? null;
  if (backAt !== null) return emptyHandedAt !== null && toMs(emptyHandedAt) > toMs(backAt) + minute ? 'no' : 'unknown';
  return toMs(seen) > toMs(run.sentAt) ? 'yes' : 'unknown';
}

/** A decision about what a device would be brought to: what it did not say to have taken is called back. */
export function decideOtherwise(world: World, deviceId: string): void {
  world.barred.add(deviceId);
  callBack(world, (order) => order.deviceId === deviceId);
}

/** Handed out no more: of those asked for, what no device said to have taken. */
export function callBack(world: World, which: (order: Order) => boolean): void {
  for (const stored of world.orders.values()) {
    const { order } = stored;
    const run = world.state.runs[order.deviceId];
    if (order.verb !== 'install' || !which(order) || run === undefined || run.accepted || run.attempt !== order.attempt) continue;
    stored.calledBackAt ??= toInstant(world.now);
  }
}

/** One look of one server: decide and commit. */
export function look(world: World): void {
  commit(world, think(world));
}

export type Thought = { readonly seq: number; readonly facts: Facts; readonly decision: Decision };

/** What a server makes of the state as it stands; nothing is recorded yet. */
export function think(world: World): Thought {
  const facts = gatherFacts(world);
  return { seq: world.state.seq, facts, decision: decide(world.state, facts) };
}

/** Records a decision, unless another server was faster: (deployment, seq) is unique. Broken promises throw. */
export function commit(world: World, thought: Thought): void {
  if (world.state.seq !== thought.seq || world.state.status !== 'active') return;
  const { decision } = thought;
  for (const event of decision.events) {
    if (event.kind === 'cancelled') callBack(world, () => true);
    mustBeAllowed(world, event);
    const before = world.state;
    record(world, event);
    mustFollowTables(before, world.state, event);
  }
  // As a server does, it goes on with what the look has folded; in the end that is held against the replay.
  if (decision.events.length > 0) world.state = decision.after;
  mustBeListed(world.state);
  for (const order of decision.orders) {
    must(!world.orders.has(order.instructionId), `${order.instructionId} was ordered twice`);
    const stored: Stored = {
      order,
      calledBackAt: null,
      arrived: false,
      phase: null,
      phaseAt: null,
      secured: null,
      unread: false,
      ended: null,
      verification: null,
      check: null,
    };
    world.orders.set(order.instructionId, stored);
    const isQuestion = order.verb === 'check' && order.dependantOf !== undefined;
    (isQuestion ? world.questions : world.ordersOf).get(order.deviceId)?.push(stored);
  }
  world.wakeAt = decision.wakeAt === null ? Infinity : toMs(decision.wakeAt);
  // What follows from a cancellation, and what is waited for then, is said once it is committed: a server looks again at once.
  if (decision.events.some(({ kind }) => kind === 'cancelled')) return look(world);
  mustExplainItself(world, decision);
  // Where nothing was decided, asking again is the same question.
  if (decision.events.length > 0) mustAddNothing(world, thought.facts);
  if (world.events.length % sampled === 0) mustMissNothing(world, decision);
}

/** It costs as much as the look itself, so that not every look is held to it. */
const sampled = 16;

/** Where it looks again in minutes, that is for what nobody tells. Else passing time alone decides nothing before then: whoever only sleeps until that time is late for nothing. */
function mustMissNothing(world: World, { wakeAt }: Decision): void {
  if (wakeAt === null || toMs(wakeAt) <= world.now + patience.look) return;
  const { events } = decide(world.state, { ...gatherFacts(world), now: toInstant(toMs(wakeAt) - 1_000) });
  must(events.length === 0, `before its next look time alone decides ${events.map(({ kind }) => kind).join(', ')}`);
}

/** Records events of people. */
export function record(world: World, ...events: readonly DeploymentEvent[]): void {
  world.events.push(...events);
  world.state = applyAll(world.state, events);
}

function mustBeAllowed(world: World, event: DeploymentEvent): void {
  const { state, spec } = world;
  if (event.kind === 'ring-opened') {
    must(
      state.rings.slice(0, event.ring).every(({ phase }) => phase === 'passed'),
      'a ring opened before the one before it had passed',
    );
    must(world.now >= toMs(spec.header.rings[event.ring]!.earliest), 'a ring opened before its earliest time');
    if (event.ring > 0)
      must(
        state.rings[0]?.promoted !== undefined || (openSteps(state).length === 0 && lackingSteps(state).length === 0),
        'the second ring opened before each test step had passed, or a person let it',
      );
    if (event.ring > 0)
      must(state.rings[event.ring - 1]?.evidence !== undefined, 'a ring opened and what the one before it showed was not kept');
  }
  if (
    event.kind === 'ring-opened' ||
    event.kind === 'run-sent' ||
    event.kind === 'securing-sent' ||
    event.kind === 'check-sent' ||
    (event.kind === 'dependant-asked' && event.when === 'before')
  ) {
    must(state.holds.length === 0, `${event.kind} under a hold`);
    must(state.cancelled === null, `${event.kind} after a cancellation`);
    must(world.now < toMs(spec.header.expiresAt), `${event.kind} after the end of the spec`);
    must(!world.panicStop, `${event.kind} in a panic stop`);
    must(!world.campaignStop, `${event.kind} while the campaign is stopped`);
    must(isApproved(state), `${event.kind} with ${countApprovers(state.approvals)} of ${approvalsNeeded(state.header)} approvals`);
    must(failuresThatCount(state).length <= spec.header.failureBudget, `${event.kind} beyond the failure budget`);
  }
  if (event.kind === 'run-sent' || event.kind === 'securing-sent')
    must(!world.barred.has(event.deviceId), `${event.kind} of what is barred`);
  if (event.kind === 'run-sent') must(!world.lacksNotice.has(event.deviceId), `${event.kind} without the notice that its policy asks`);
  if (event.kind === 'run-sent') must(!world.lacksBackup.has(event.deviceId), `${event.kind} without the backup that its policy asks`);
  if (event.kind === 'run-sent') must(!world.lacksWayBack.has(event.deviceId), `${event.kind} without the way back that was approved`);
  if (event.kind === 'run-sent' || event.kind === 'securing-sent')
    must(inForce(world, event.deviceId).length === 0, `${event.kind} in a freeze`);
  if (event.kind === 'hold-placed' && event.hold.reason === 'no progress') {
    const missed = Object.values(state.runs).filter(
      (one) => isInFlight(one) && (inForce(world, one.deviceId).length === 0 || begunPhases.includes(one.phase)),
    );
    must(missed.length > 0, 'progress is missed of devices that a freeze keeps from beginning');
  }
  if (event.kind === 'securing-sent') mustKeepBandwidth(world, event);
  if (event.kind === 'run-settled' && untaken.includes(event.code)) mustNotHaveTaken(world, event.deviceId, event.attempt);
  mustHeedDependants(world, event);
  if (event.kind !== 'run-sent') return;
  const run = state.runs[event.deviceId]!;
  const share = spec.shares.find(({ deviceId }) => deviceId === event.deviceId)!;
  const flying = Object.values(state.runs).filter(isInFlight);
  must(state.rings[run.ring]?.phase === 'open', 'a device was sent in a ring that is not open');
  must(run.secured, 'a device was sent that had not secured its packages');
  must(!isInFlight(run) && run.outcome === null && run.attempt === event.attempt, 'a device was sent that is under way, or over');
  must(
    flying.length < spec.header.pace.maxParallel || Object.keys(state.accepted).length > 0,
    'more devices under way than the pace allows',
  );
  const lastHour = world.events.filter((past) => past.kind === 'run-sent' && toMs(past.at) > world.now - hour).length;
  must(lastHour < spec.header.pace.devicesPerHour, 'more devices in an hour than the pace allows');
  must(lastHour + world.othersSent < clientDevicesPerHour, 'more devices in an hour than the client allows');
  must(!world.busy.has(event.deviceId), 'a device was sent that another deployment has in hand');
  mustKeepLimits(world, event);
  mustFollowGuests(world, event.deviceId);
  for (const pair of world.apart.filter((two) => two.includes(event.deviceId)))
    must(!flying.some(({ deviceId }) => pair.includes(deviceId)), 'two devices that depend on each other are under way');
  if (event.outside === undefined) {
    const span = firstFit(share.window, toMs(event.notBefore), 0, Infinity);
    must(span?.from === toMs(event.notBefore) && span.to >= toMs(event.notAfter), 'an instruction lies outside its window');
  } else mustFloat(world, share, event);
  const frozen = world.freezes.some(
    ({ deviceId, from, until }) =>
      (deviceId === null || deviceId === event.deviceId) && from < toMs(event.notAfter) && toMs(event.notBefore) < until,
  );
  must(!frozen, 'an instruction lies in a freeze');
  must(toMs(event.notAfter) <= toMs(spec.header.expiresAt), 'an instruction outlasts the spec');
}

/** What depends on a device is asked before it changes, and known, or accepted, before its ring soaks; old trouble is not blamed on the change. */
function mustHeedDependants({ state, spec, now, orders, others }: World, event: DeploymentEvent): void {
  const isThere = (id: string): boolean => others.get(id)?.retired !== true;
  if (event.kind === 'run-sent')
    for (const { deviceId } of dependantsOf(spec.header, event.deviceId).filter((one) => isThere(one.deviceId))) {
      const asked = state.runs[event.deviceId]?.dependants?.[deviceId] ?? null;
      const before = asked?.before ?? null;
      const isNew = before !== null && now < toMs(before.at) + patience.dependantBefore;
      must(
        isNew || (before !== null && asked !== null && asked.asked >= mostQuestions),
        'a device was sent before what depends on it was asked',
      );
      const own = state.runs[deviceId];
      must(own === undefined || !isInFlight(own), 'a device was sent while one that depends on it is under way');
      must(
        toMs(own?.sentAt ?? startOfTests) <= toMs(before?.at ?? startOfTests),
        'what was said before a change of its own counts for another',
      );
    }
  if (event.kind === 'ring-soaking')
    for (const run of Object.values(state.runs).filter((one) => one.ring === event.ring && one.outcome === 'verified'))
      for (const { deviceId } of dependantsOf(spec.header, run.deviceId).filter((one) => isThere(one.deviceId))) {
        const said = run.dependants?.[deviceId];
        must(said?.answer === 'passed' || said?.accepted === true, 'a ring soaks, and nobody knows how what depends on it is');
      }
  if (event.kind === 'dependant-judged' && event.answer === 'failed') {
    const before = state.runs[event.deviceId]?.dependants?.[event.dependantId]?.before ?? null;
    must(before !== null && orders.get(before.id)?.check === 'passed', 'what was bad before is blamed on the change');
  }
}

/** Outside its window only by its own rule: after one that was missed, of a device in contact, and not in business hours. */
function mustFloat(world: World, share: Share, event: Extract<DeploymentEvent, { kind: 'run-sent' }>): void {
  const rule = rulesOf(world.spec.header, share).missed;
  if (rule === undefined || rule.kind === 'next-window') throw new Error('an instruction lies outside its window, and no rule allows that');
  must(rule.kind === event.outside, 'an instruction lies outside its window by another rule than its own');
  const earliest = toMs(world.spec.header.rings[share.ring]!.earliest);
  if (rule.kind === 'catch-up') must(overSince(share.window, earliest, world.now) !== null, 'a device catches up that missed no window');
  const seen = world.lastSeen.get(share.deviceId);
  must(seen !== undefined && toMs(seen) >= world.now - hour, 'a device is to begin outside its window that is not there');
  const at = Temporal.Instant.fromEpochMilliseconds(world.now);
  const business = rule.notDuring === null ? null : businessUntil(rule.notDuring, share.window.zone, at, 0);
  must(business === null, 'a device is sent in business hours');
  const opening = firstFit(share.window, world.now, 0, Infinity);
  const last = Math.max(world.now + patience.floating, opening?.to ?? 0);
  must(toMs(event.notAfter) <= last, 'a device may begin outside its window for longer than a while');
}

const begunPhases: readonly string[] = ['changing', 'restarting', 'checking', 'reported'];

/** Ends that say of a device what it did not do, without a word of it. */
const untaken: readonly string[] = ['run.called-back', 'run.never-handed-out', 'run.not-started'];

function mustNotHaveTaken(world: World, deviceId: string, attempt: number): void {
  const device = world.devices.find(({ share }) => share.deviceId === deviceId);
  const id = `${world.spec.header.deploymentId}:${deviceId}:${attempt}:install`;
  const has = device !== undefined && (inHand(device).includes(id) || device.spool.some((message) => message.id === id));
  must(!has && device?.begun.length === 0, `${deviceId} has taken what it is told not to have taken`);
}

/** The tables that the reference is drawn from are the truth about the engine. */
function mustFollowTables(before: DeploymentState, after: DeploymentState, event: DeploymentEvent): void {
  for (const [index, ring] of after.rings.entries()) {
    const from = before.rings[index]!.phase;
    const known = ringTransitions.some((row) => row.from === from && row.to === ring.phase && row.by === event.kind);
    must(from === ring.phase || known, `a ring went from ${from} to ${ring.phase} by ${event.kind}`);
  }
  if ('deviceId' in event) {
    const [from, to] = [runLabel(before.runs[event.deviceId]!), runLabel(after.runs[event.deviceId]!)];
    must(from === to || mayFollow(from, to), `a run went from ${from} to ${to}`);
  }
  const ended = deploymentTransitions.some((row) => row.from === before.status && row.to === after.status && row.by === event.kind);
  must(before.status === after.status || ended, `a deployment went from ${before.status} to ${after.status} by ${event.kind}`);
}

function mustExplainItself(world: World, { waitingOn, wakeAt }: Decision): void {
  const active = world.state.status === 'active';
  must(waitingOn.length > 0 === active, active ? 'an active deployment does not say what it waits for' : 'a deployment that is over waits');
  const isWorse = active && world.state.cancelled === null && world.now < toMs(world.spec.header.expiresAt);
  if (isWorse && unwellDependants(world.state).some(({ answer }) => answer === 'failed'))
    must(
      world.state.holds.some(({ reason }) => reason === 'dependant'),
      'a dependant is worse than before, and nothing holds',
    );
  must((wakeAt !== null) === active, 'an active deployment has no time for its next look');
  must(wakeAt === null || toMs(wakeAt) > world.now, 'the next look does not lie ahead');
}

/** Asked again, with the facts of then or with those of now, the engine has nothing to add. */
function mustAddNothing(world: World, facts: Facts): void {
  for (const again of [facts, gatherFacts(world)]) {
    const { events, orders } = decide(world.state, again);
    must(events.length === 0 && orders.length === 0, `deciding twice adds ${events.map(({ kind }) => kind).join(', ')}`);
  }
}

/** What is remembered of runs from event to event is what lists them anew. */
function mustBeListed(state: DeploymentState): void {
  const anew = Object.values(state.runs).toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  const known = runsOf(state);
  must(known.length === anew.length && known.every((run, place) => run === anew[place]), 'runs are listed otherwise than they stand');
}

/** The whole history once more, event by event, gives the state that was kept. */
export function mustReplay(world: World): void {
  must(JSON.stringify(replay(world.events)) === JSON.stringify(world.state), 'the replayed history differs from the state');
}

/** What must be true of what devices really did. */
export function mustBeSound(world: World): void {
  for (const { share, begun } of world.devices) {
    must(begun.length <= 1, `${share.deviceId} was changed twice`);
    const run = world.state.runs[share.deviceId]!;
    if (begun.length > 0)
      must(
        run.outcome === null || !['missed', 'refused', 'cancelled'].includes(run.outcome),
        `${share.deviceId} was changed and is told as ${run.outcome}`,
      );
    else
      must(
        run.outcome !== 'verified' && run.outcome !== 'failed' && run.outcome !== 'rolled back',
        `${share.deviceId} was never changed and is told as ${run.outcome}`,
      );
  }
}

export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
