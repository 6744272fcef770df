/** The made-up fleet of a script: one deployment, as a server would have exported it before its approval. */
import { createdEvent, replay } from '../../deployment/index.ts';
import type { RunFacts, Spec, SpecHeader } from '../../deployment/index.ts';
import type { WindowRule } from '../../windows/index.ts';
import { stateFormat, stateVersion } from '../types.ts';
import type { ExportedState, StateDeadline, StateFreeze } from '../types.ts';

export type FleetRing = {
  readonly name: string;
  readonly devices: readonly string[];
  readonly soak: number;
  readonly verified: number | null;
  readonly rate: number;
};

export type Fleet = {
  title: string;
  starts: string | null;
  zone: string;
  endsAfter: number;
  pace: SpecHeader['pace'];
  budget: number;
  restart: SpecHeader['restart'];
  rollback: SpecHeader['rollback'];
  startOffline: boolean;
  checkIn: number;
  window: Omit<WindowRule, 'zone'>;
  takes: number;
  readonly rings: FleetRing[];
  readonly windowOf: Map<string, WindowRule>;
  readonly takesOf: Map<string, number>;
  readonly noWayBack: Set<string>;
  readonly deadlines: Map<string, StateDeadline[]>;
  readonly apart: [string, string][];
  /** Declared ahead, of all of it. */
  readonly freezes: StateFreeze[];
};

export function newFleet(): Fleet {
  return {
    title: 'A change',
    starts: null,
    zone: 'UTC',
    endsAfter: 14 * 86_400,
    pace: { maxParallel: 10, devicesPerHour: 100 },
    budget: 0,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checkIn: 60,
    window: { rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1_440 },
    takes: 1_200,
    rings: [],
    windowOf: new Map(),
    takesOf: new Map(),
    noWayBack: new Set(),
    deadlines: new Map(),
    apart: [],
    freezes: [],
  };
}

const deploymentId = '00000000-0000-7000-8000-000000000001';
const clientId = '00000000-0000-7000-8000-000000000002';
const specHash = '0'.repeat(64);

/** Devices are called by their names; a name is its id. */
export function stateOfFleet(fleet: Fleet, starts: string): ExportedState {
  const spec = specOf(fleet, starts);
  const state = replay([createdEvent(spec, specHash, 'person', starts)]);
  return {
    format: stateFormat,
    version: stateVersion,
    exportedAt: starts,
    client: { id: clientId, name: 'Client' },
    zone: fleet.zone,
    checkInSeconds: fleet.checkIn,
    panicStop: false,
    freeze: null,
    clientSentLastHour: 0,
    clientDevicesPerHour: 1_000,
    deployments: [
      {
        state,
        devices: spec.shares.map((share) => ({
          deviceId: share.deviceId,
          name: share.deviceId,
          window: share.window,
          expectedSeconds: share.expectedSeconds,
          changes: share.changes.length,
          wayBack: share.wayBack.kind !== 'none',
          facts: freshFacts(share.deviceId, starts, fleet),
          deadlines: fleet.deadlines.get(share.deviceId) ?? [],
        })),
        ...(fleet.freezes.length === 0 ? {} : { freezes: fleet.freezes }),
      },
    ],
  };
}

function specOf(fleet: Fleet, starts: string): Spec {
  let earliest = Temporal.Instant.from(starts);
  const rings = fleet.rings.map(({ name, devices, soak, verified, rate }) => {
    const ring = {
      name,
      earliest: earliest.toString(),
      gate: { minVerified: Math.min(verified ?? devices.length, devices.length), minRate: rate, soak: `PT${soak}S` },
    };
    earliest = earliest.add({ seconds: soak });
    return ring;
  });
  const shares = fleet.rings.flatMap(({ devices }, ring) =>
    devices.map((deviceId) => ({
      deviceId,
      deviceKeyId: '',
      ring,
      window: fleet.windowOf.get(deviceId) ?? { ...fleet.window, zone: fleet.zone },
      direction: 'forward' as const,
      changes: [{ manager: 'apt' as const, name: 'lab-app', architecture: 'amd64', from: '1', to: '2' }],
      files: [],
      wayBack: fleet.noWayBack.has(deviceId)
        ? { kind: 'none' as const, because: 'The script says so.' }
        : { kind: 'downgrade' as const, changes: [], files: [] },
      simulatedAt: starts,
      expectedSeconds: fleet.takesOf.get(deviceId) ?? fleet.takes,
    })),
  );
  const header: SpecHeader = {
    format: 'fettle-spec/1',
    deploymentId,
    clientId,
    title: fleet.title,
    reason: '',
    createdAt: starts,
    expiresAt: Temporal.Instant.from(starts).add({ seconds: fleet.endsAfter }).toString(),
    policy: { id: deploymentId, version: 1 },
    predecessor: null,
    rings,
    pace: fleet.pace,
    failureBudget: fleet.budget,
    restart: fleet.restart,
    rollback: fleet.rollback,
    startOffline: fleet.startOffline,
    checks: [],
    sharesRoot: specHash,
    shareCount: shares.length,
  };
  return { header, shares };
}

function freshFacts(deviceId: string, starts: string, { apart, freezes }: Fleet): RunFacts {
  return {
    deviceId,
    attempt: 1,
    handedOut: 'no',
    deviceUsable: 'yes',
    lastSeenAt: starts,
    emptyHandedAt: starts,
    reportedPhase: null,
    reportedPhaseAt: null,
    securedOk: null,
    securedTrouble: null,
    ended: null,
    verification: null,
    checksNow: null,
    checksOf: null,
    busyWith: null,
    apartFrom: apart.flatMap(([one, other]) => (one === deviceId ? [other] : other === deviceId ? [one] : [])),
    apartBusy: null,
    barred: null,
    calledBack: false,
    freezes: freezes.map(({ from, until, because }) => ({ from, until, name: because })),
  };
}
