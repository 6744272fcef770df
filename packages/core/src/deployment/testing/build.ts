/** Specs for tests: everything valid and small, each test changes what it is about. */
import type { Bar } from '../../decisions/index.ts';
import { alwaysOpen } from '../../windows/index.ts';
import type { WindowRule } from '../../windows/index.ts';
import type { HealthCheck } from '../checks.ts';
import { createdEvent } from '../create.ts';
import type { Gate, RingPace, Share, Spec, SpecHeader } from '../spec.ts';
import type { DeploymentEvent } from '../types.ts';

/** A Monday. */
export const startOfTests = '2026-03-02T08:00:00Z';
export const specHash = 'hash of the spec';

export const anyTime: WindowRule = { zone: 'UTC', rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1_440 };
/** As the share of a lane that may go at any time has it: its openings overlap. */
export const always: WindowRule = { ...alwaysOpen, zone: 'America/New_York' };
export const nightly: WindowRule = { zone: 'UTC', rule: 'FREQ=DAILY', start: '22:00', durationMinutes: 240 };
export const weekly: WindowRule = { zone: 'Europe/Berlin', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:30', durationMinutes: 180 };
export const unreadable: WindowRule = { zone: 'Nowhere/Land', rule: 'FREQ=SOMETIMES', start: '2:30', durationMinutes: 60 };

export const serviceCheck: HealthCheck = { kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 };

export function gate(change: Partial<Gate> = {}): Gate {
  return { minVerified: 1, minRate: 1, soak: 'PT2H', ...change };
}

export type SpecChange = {
  readonly rings?: readonly {
    readonly devices: readonly string[];
    readonly gate?: Partial<Gate>;
    readonly earliest?: string;
    readonly pace?: RingPace;
  }[];
  readonly window?: WindowRule | ((deviceId: string) => WindowRule);
  readonly header?: Partial<SpecHeader>;
};

/** A spec with the given rings; without any, ring `test` has device `a` and ring `broad` has `b` and `c`. */
export function buildSpec(change: SpecChange = {}): Spec {
  const rings = change.rings ?? [{ devices: ['a'] }, { devices: ['b', 'c'] }];
  const given = change.window ?? anyTime;
  const windowOf = typeof given === 'function' ? given : () => given;
  const shares = rings.flatMap(({ devices }, ring) => devices.map((deviceId) => buildShare(deviceId, ring, windowOf(deviceId))));
  const header: SpecHeader = {
    format: 'fettle-spec/1',
    deploymentId: 'd1',
    clientId: 'c1',
    title: 'OpenSSL',
    reason: 'A test',
    createdAt: startOfTests,
    expiresAt: '2026-03-16T08:00:00Z',
    policy: { id: 'p1', version: 1 },
    predecessor: null,
    rings: rings.map((ring, index) => ({
      name: ['test', 'pilot', 'broad', 'last'][index] ?? 'more',
      earliest: ring.earliest ?? startOfTests,
      gate: gate({ minVerified: ring.devices.length, ...ring.gate }),
      ...(ring.pace === undefined ? {} : { pace: ring.pace }),
    })),
    pace: { maxParallel: 10, devicesPerHour: 100 },
    failureBudget: 0,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checks: [],
    sharesRoot: 'root',
    shareCount: shares.length,
    ...change.header,
  };
  return { header, shares };
}

export function buildShare(deviceId: string, ring: number, window: WindowRule): Share {
  return {
    deviceId,
    deviceKeyId: `key of ${deviceId}`,
    ring,
    window,
    direction: 'forward',
    changes: [{ manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.16', to: '3.0.17' }],
    files: [],
    wayBack: {
      kind: 'downgrade',
      changes: [{ manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.17', to: '3.0.16' }],
      files: [],
    },
    simulatedAt: startOfTests,
    expectedSeconds: 1_200,
  };
}

export function created(spec: Spec): DeploymentEvent {
  return createdEvent(spec, specHash, 'person-1', startOfTests);
}

/** A decision that keeps the change off a device. */
export const bar: Bar = {
  decisionId: 'x1',
  kind: 'block',
  about: 'openssl 3.0.17',
  reason: 'It breaks the till',
  by: 'person-3',
  since: startOfTests,
  until: null,
};
