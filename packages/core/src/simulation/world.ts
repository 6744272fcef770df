/** The simulated world: deployments with the real engine's state, devices, and what is going to happen. */
import { isInFlight, toInstant, toMs } from '../deployment/index.ts';
import type { DeploymentEvent, DeploymentState, Facts, Order, RunFacts, Waiting, Words } from '../deployment/index.ts';
import type { SimDevice } from './device.ts';
import { lastContact, newDevice } from './device.ts';
import type { Message } from './messages.ts';
import type { Queue } from './queue.ts';
import { makeQueue } from './queue.ts';
import type { Happening, HoldResult, SimulationInput, StateDeployment } from './types.ts';
import { wordsFor } from './words.ts';

export type Coming =
  | { readonly what: 'look'; readonly of: SimDeployment; readonly turn: boolean }
  | { readonly what: 'fetch'; readonly of: SimDeployment; readonly device: SimDevice }
  | { readonly what: 'begin'; readonly of: SimDeployment; readonly device: SimDevice; readonly order: Order }
  | { readonly what: 'done'; readonly of: SimDeployment; readonly device: SimDevice; readonly order: Order }
  | { readonly what: 'report'; readonly of: SimDeployment; readonly device: SimDevice; readonly messages: readonly Message[] }
  | {
      readonly what: 'dependant';
      readonly of: SimDeployment;
      readonly dependantId: string;
      readonly instructionId: string;
      readonly changedId: string;
    }
  | { readonly what: 'deadline'; readonly of: SimDeployment; readonly devices: readonly SimDevice[] }
  | { readonly what: 'approve'; readonly of: SimDeployment }
  | { readonly what: 'release'; readonly of: SimDeployment; readonly holdId: string; readonly because: string }
  | { readonly what: 'happening'; readonly happening: Happening };

/** Open for writing: what reports change. */
export type OpenFacts = { -readonly [Key in keyof RunFacts]: RunFacts[Key] };

export type SimDeployment = {
  readonly given: StateDeployment;
  readonly words: Words;
  state: DeploymentState;
  readonly devices: ReadonlyMap<string, SimDevice>;
  readonly facts: Record<string, OpenFacts>;
  readonly shares: Facts['shares'];
  waitingOn: readonly Waiting[];
  /** The look that counts: an earlier one made later ones needless. */
  lookAt: number;
  /** When it began to be held and when that ended, as devices hear of it; the last is how it stands. */
  readonly heldSince: { readonly at: number; readonly held: boolean }[];
  /** Devices that would begin and heard of a hold. */
  readonly stopped: Set<SimDevice>;
  readonly holds: (Omit<HoldResult, 'releasedAt'> & { readonly id: string; releasedAt: string | null })[];
  readonly ringPassedAt: (string | null)[];
  finishedAt: string | null;
  readonly whyMissed: Map<string, string>;
};

export type World = {
  readonly given: SimulationInput;
  readonly from: number;
  now: number;
  readonly queue: Queue<Coming>;
  readonly deployments: readonly SimDeployment[];
  panicStop: boolean;
  freeze: Facts['freeze'];
  /** Told each event as it is recorded, for who wants to read the history. */
  readonly tell: (of: SimDeployment, event: DeploymentEvent) => void;
};

/** A device that another deployment had in hand when the state was exported is taken to be free again after this. */
const busyFor = 2 * 3_600_000;
const hour = 3_600_000;

export function newWorld(given: SimulationInput, tell: World['tell']): World {
  const from = toMs(given.from);
  const queue = makeQueue<Coming>();
  const deployments: SimDeployment[] = [];
  const world: World = {
    given,
    from,
    now: from,
    queue,
    deployments,
    panicStop: given.state.panicStop,
    freeze: given.state.freeze,
    tell,
  };
  for (const one of given.state.deployments) deployments.push(newDeployment(world, one));
  return world;
}

function newDeployment(world: World, given: StateDeployment): SimDeployment {
  const { from } = world;
  const { assumptions, seed, state: exported } = world.given;
  const devices = new Map(
    given.devices.map((known) => [
      known.deviceId,
      newDevice(known, given.state.runs[known.deviceId]?.ring ?? 0, { from, assumptions, seed, exportedAt: toMs(exported.exportedAt) }),
    ]),
  );
  const facts: Record<string, OpenFacts> = {};
  const of: SimDeployment = {
    given,
    words: wordsFor(given, exported.zone),
    state: given.state,
    devices,
    facts,
    shares: Object.fromEntries(
      given.devices.map(({ deviceId, window, expectedSeconds, bytes, rules }) => [
        deviceId,
        {
          window,
          expectedSeconds,
          ring: given.state.runs[deviceId]?.ring ?? 0,
          ...(bytes === undefined ? {} : { bytes }),
          ...(rules === undefined ? {} : { rules }),
        },
      ]),
    ),
    waitingOn: [],
    lookAt: Infinity,
    heldSince: [{ at: -Infinity, held: isHeld(given.state) }],
    stopped: new Set(),
    holds: given.state.holds.map((hold) => ({
      deploymentId: given.state.header.deploymentId,
      id: hold.id,
      reason: hold.reason,
      at: hold.since,
      releasedAt: null,
      ring: hold.ring,
      detail: hold.detail,
    })),
    ringPassedAt: given.state.rings.map(() => null),
    finishedAt: given.state.status === 'active' ? null : lastSettled(given.state),
    whyMissed: new Map(),
  };
  for (const device of devices.values()) facts[device.known.deviceId] = factsFor(world, of, device);
  return of;
}

/** A state does not keep when it ended; that was when its last run did, or a soak later. */
function lastSettled({ runs }: DeploymentState): string | null {
  const settled = Object.values(runs).flatMap(({ settledAt }) => settledAt ?? []);
  return settled.toSorted((a, b) => toMs(a) - toMs(b)).at(-1) ?? null;
}

/** What an agent takes as being held: it begins nothing then. */
export function isHeld(state: DeploymentState): boolean {
  return state.holds.length > 0 || state.cancelled !== null || state.status !== 'active';
}

/** Facts that follow from the time and from other deployments are worked out when they are asked for; reports write the rest. */
function factsFor(world: World, of: SimDeployment, device: SimDevice): OpenFacts {
  const { facts } = device.known;
  const busyUntil = world.from + busyFor;
  return {
    ...facts,
    get lastSeenAt() {
      const contact = lastContact(device, world.now);
      return contact === null ? facts.lastSeenAt : toInstant(contact);
    },
    get emptyHandedAt() {
      if (device.inHand !== null || device.changing !== null || device.unreported > 0) return null;
      const contact = lastContact(device, world.now);
      return contact === null ? facts.emptyHandedAt : toInstant(contact);
    },
    get busyWith() {
      const other = flyingElsewhere(world, of, device.known.deviceId);
      if (other !== null) return other;
      return facts.busyWith !== null && !isSimulated(world, facts.busyWith) && world.now < busyUntil ? facts.busyWith : null;
    },
    get apartBusy() {
      for (const deviceId of facts.apartFrom) {
        const deploymentId = flyingElsewhere(world, of, deviceId);
        if (deploymentId !== null) return { deviceId, deploymentId };
      }
      const { apartBusy } = facts;
      return apartBusy !== null && !isSimulated(world, apartBusy.deploymentId) && world.now < busyUntil ? apartBusy : null;
    },
    get barred() {
      const { barred } = facts;
      return barred !== null && (barred.until === null || toMs(barred.until) > world.now) ? barred : null;
    },
  };
}

function isSimulated(world: World, deploymentId: string): boolean {
  return world.deployments.some(({ state }) => state.header.deploymentId === deploymentId);
}

function flyingElsewhere(world: World, of: SimDeployment, deviceId: string): string | null {
  for (const other of world.deployments) {
    if (other === of) continue;
    const run = other.state.runs[deviceId];
    if (run !== undefined && isInFlight(run)) return other.state.header.deploymentId;
  }
  return null;
}

/** The facts of a look, as a server would have gathered them. */
export function gather(world: World, of: SimDeployment): Facts {
  const { clientSentLastHour, clientDevicesPerHour } = world.given.state;
  let sent = world.now < world.from + hour ? clientSentLastHour : 0;
  for (const other of world.deployments)
    if (other !== of && other.state.status === 'active') sent += other.state.sentTimes.filter((at) => toMs(at) > world.now - hour).length;
  return {
    now: toInstant(world.now),
    runs: of.facts,
    shares: of.shares,
    freeze: freezeNow(world, of),
    panicStop: world.panicStop,
    // Nobody releases a campaign in what is played.
    campaignStop: of.state.holds.find(({ reason }) => reason === 'campaign stop')?.detail ?? null,
    clientSentLastHour: sent,
    clientDevicesPerHour,
    ...boundsNow(world, of),
  };
}

/** Of those that are in force now, one that somebody declares as it is played and those that were declared ahead, the one that ends last. */
function freezeNow(world: World, of: SimDeployment): Facts['freeze'] {
  const declared = world.freeze === null ? [] : [{ ...world.freeze, from: toInstant(world.from) }];
  const all = [...declared, ...(of.given.freezes ?? [])];
  const [last] = all
    .filter(({ from, until }) => toMs(from) <= world.now && world.now < toMs(until))
    .toSorted((a, b) => toMs(b.until) - toMs(a.until));
  return last === undefined ? null : { until: last.until, because: last.because };
}

/** What others had under way when the state was exported is taken to be over after a while; who was unwell stays so. */
function boundsNow(world: World, of: SimDeployment): Pick<Facts, 'bounds' | 'saidWell'> {
  const { bounds, saidWell = [] } = world.given.state;
  if (bounds === undefined) return {};
  const own = new Set(of.devices.keys());
  return {
    saidWell,
    bounds: bounds.map((bound) => {
      const { others, deviceIds } = bound;
      const busy = world.now < world.from + busyFor;
      const lately = world.now < world.from + hour;
      const fetching = (others.fetching ?? []).filter(({ until }) => toMs(until) > world.now);
      return {
        ...bound,
        deviceIds: deviceIds === null ? null : deviceIds.filter((id) => own.has(id)),
        others: {
          changing: busy ? others.changing : [],
          unwell: others.unwell,
          elsewhere: busy ? others.elsewhere : 0,
          sentLastHour: lately ? others.sentLastHour : 0,
          downloading: lately ? others.downloading : fetching.length,
          ...(others.fetching === undefined ? {} : { fetching }),
        },
      };
    }),
  };
}
