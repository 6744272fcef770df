/** A synthetic fleet of the size that the promise names: 1,000 devices with 1,500 packages each out of 25,000 distinct, 60 offers each. */
import type { InstalledPackage, Offer, SystemFacts } from '@fettle/core/inventory';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { digestOf } from '@fettle/proof/hash';
import { addItems, removeItems, setDigest } from '@fettle/proof/set-digest';
import { agentProtocol } from '@fettle/protocol/agent';
import type { CheckIn, ManagerState, Sections } from '@fettle/protocol/agent';
import { gzipSync } from 'node:zlib';

export const fleetSize = { devices: 1000, packages: 1500, distinct: 25_000, offers: 60, changed: 10 } as const;
const at = '2026-03-01T00:00:00.000Z';

export type BenchDevice = {
  readonly index: number;
  readonly key: SigningKey;
  deviceId: string;
  ticket: string;
  readonly installed: InstalledPackage[];
  readonly offers: Offer[];
};

const catalogue: InstalledPackage[] = Array.from({ length: fleetSize.distinct }, (_, index) => packageOf(index, 1));

function packageOf(index: number, revision: number): InstalledPackage {
  const source = `source-${Math.floor(index / 3)}`;
  const version = `${1 + (index % 9)}.${index % 31}.${index % 7}-${revision}+deb12u${index % 5}`;
  return {
    name: `package-${index}`,
    version,
    architecture: index % 10 === 0 ? 'all' : 'amd64',
    sourceName: source,
    sourceVersion: version,
    condition: 'installed',
    pinned: false,
  };
}

/** Most devices share a common base; the rest of each is its own choice. Deterministic: the same index gives the same device. */
export function benchDevice(index: number): BenchDevice {
  const base = 900;
  const own = fleetSize.packages - base;
  const chosen = new Set<number>(Array.from({ length: base }, (_, i) => i));
  for (let step = 0; chosen.size < base + own; step += 1)
    chosen.add(base + ((index * 7919 + step * 104_729) % (fleetSize.distinct - base)));
  const installed = [...chosen].map((i) => catalogue[i]).filter((item) => item !== undefined);
  const offers = installed.slice(0, fleetSize.offers).map((item, i): Offer => ({
    name: item.name,
    architecture: item.architecture,
    from: item.version,
    to: `${item.version}+1`,
    sourceName: item.sourceName,
    sourceVersion: `${item.version}+1`,
    class: i % 3 === 0 ? 'security' : 'normal',
    origin: { label: i % 3 === 0 ? 'Debian-Security' : 'Debian', archive: 'stable', codename: 'bookworm' },
    bytes: 100_000 + i,
    withheld: null,
  }));
  return { index, key: generateKey(), deviceId: '', ticket: '', installed, offers };
}

export function systemOf(device: BenchDevice): SystemFacts {
  return {
    hostname: `bench-${device.index}`,
    machineId: null,
    os: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
    kernel: '6.1.0-40-amd64',
    architecture: 'x86_64',
    virtualisation: 'kvm',
    cpus: 2,
    memoryBytes: 4e9,
    addresses: ['192.0.2.1'],
    timeZone: 'Etc/UTC',
  };
}

const state: ManagerState = {
  ok: true,
  trouble: null,
  lists: { refreshedAt: at, lastAttempt: { at, ok: true, trouble: null } },
  problems: [],
};
const runtime = { bootId: 'b0', restartPending: [], staleServices: [] };

/** The digests of a device whose first `changed` packages beyond the base went up `round` revisions. */
function digests(device: BenchDevice, installed: string): CheckIn['digests'] {
  return {
    system: digestOf(systemOf(device)),
    runtime: digestOf(runtime),
    'apt.state': digestOf(state),
    'apt.installed': installed,
    'apt.offers': setDigest(device.offers),
  };
}

export type Signed = { readonly body: Buffer; readonly headers: Record<string, string> };

function message(device: BenchDevice, counter: number, installed: string, sections?: Sections): Signed {
  const checkIn: CheckIn = {
    type: 'check-in',
    protocol: agentProtocol,
    deviceId: device.deviceId,
    counter,
    ticket: device.ticket,
    at,
    bootId: 'b0',
    scannedAt: at,
    agentVersion: '0.1.0',
    mode: 'manage',
    authorityVersion: 1,
    stopVersion: 0,
    inFlight: [],
    spooled: 0,
    digests: digests(device, installed),
    ...(sections === undefined ? {} : { sections }),
  };
  return packed(seal(payloadTypes.checkIn, checkIn, device.key));
}

export function packed(envelope: unknown): Signed {
  const plain = Buffer.from(JSON.stringify(envelope));
  if (plain.length <= 2048) return { body: plain, headers: { 'content-type': 'application/json' } };
  return { body: gzipSync(plain), headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } };
}

export function fullReport(device: BenchDevice, counter: number): Signed {
  const installed = setDigest(device.installed);
  const value = <T>(content: T) => ({ kind: 'value' as const, digest: digestOf(content), value: content });
  const sections: Sections = {
    system: value(systemOf(device)),
    runtime: value(runtime),
    'apt.state': value(state),
    'apt.installed': { kind: 'set', digest: installed, base: null, added: device.installed, removed: [] },
    'apt.offers': { kind: 'set', digest: setDigest(device.offers), base: null, added: device.offers, removed: [] },
  };
  return message(device, counter, installed, sections);
}

export function unchanged(device: BenchDevice, counter: number): Signed {
  return message(device, counter, setDigest(device.installed));
}

/** Ten packages go from one revision to the next; `device.installed` is moved on as the server will see it. */
export function changedReport(device: BenchDevice, counter: number, round: number): Signed {
  const before = setDigest(device.installed);
  // Packages of the common base: a distribution's update reaches the whole fleet in the same version.
  const first = 100;
  const removed = device.installed.slice(first, first + fleetSize.changed);
  const added = removed.map((item) => ({
    ...item,
    version: `${item.version.split('~')[0]}~${round}`,
    sourceVersion: `${item.version.split('~')[0]}~${round}`,
  }));
  const digest = addItems(removeItems(before, removed), added);
  device.installed.splice(first, fleetSize.changed, ...added);
  return message(device, counter, digest, { 'apt.installed': { kind: 'set', digest, base: before, added, removed } });
}
