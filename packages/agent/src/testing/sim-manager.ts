/**
 * A package manager over a simulated device, as far as the contract goes. It unpacks and sets up one package after the other as dpkg does, leaves what
 * dpkg leaves when it is killed in between, and writes down everything that it does, so that a test can count.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Change, PackageFile, StepReceipt, Wanted } from '@fettle/core/deployment';
import type { ManagerScan, Offer, Trouble } from '@fettle/core/inventory';
import type { ApplyRequest, PackageManager } from '@fettle/managers/types';
import type { SimDevice, SimPackage } from './sim-device.ts';

const architecture = 'all';
const list = { refreshedAt: null, lastAttempt: null };

export function simFile(name: string, version: string): PackageFile {
  return { name, architecture, version, sha256: 'a'.repeat(64), bytes: 10, from: 'archive' };
}
export function simChange(name: string, from: string | null, to: string | null): Change {
  return { manager: 'apt', name, architecture, from, to };
}

export function simManager(device: SimDevice): PackageManager {
  return {
    id: 'apt',
    displayName: 'simulated',
    docs: [],
    can: { simulate: true, pinVersion: true, goBack: true, hold: true, preDownload: true },
    detect: () => Promise.resolve(device.settings().hasManager),
    refresh: () => Promise.resolve(list),
    scan: () => Promise.resolve(scanOf(device)),
    changelogs: () => Promise.resolve([]),
    runtime: () =>
      Promise.resolve({
        restartPending:
          device.restartPendingSince() === device.bootId() ? [{ kind: 'flag' as const, detail: 'a package asked for it' }] : [],
        staleServices: [],
      }),
    simulate: (_machine, mode, wanted) => Promise.resolve({ ok: true, value: simulationOf(device, wanted, mode.now()) }),
    get: (_machine, mode, files) => {
      const { getTrouble, lost } = device.settings();
      const before = device.done().some((line) => line.startsWith('get '));
      device.log(`get ${files.length} files`);
      const wrong = getTrouble ?? (before ? lost.find(({ version }) => files.some((file) => file.version === version)) : undefined) ?? null;
      return Promise.resolve(receipt('get', mode.now(), wrong === null ? null : trouble(wrong.code, wrong.retry)));
    },
    apply: (_machine, mode, request) => apply(device, mode.now, request),
    repair: (_machine, mode) => Promise.resolve(repair(device, mode.now())),
  };
}

async function apply(device: SimDevice, now: () => string, { changes, direction, by, progress }: ApplyRequest): Promise<StepReceipt> {
  const startedAt = now();
  const step = direction === 'back' ? 'roll-back' : 'apply';
  const { applyTrouble, broken, restarting, slowMs, writes } = device.settings();
  if (applyTrouble !== null) return receipt(step, startedAt, trouble(applyTrouble, 'later'), now());
  device.log(`apply ${direction}${by === undefined ? '' : ` by ${by}`} begins`);
  progress(`${direction} begins`);
  let failed: Trouble | null = null;
  for (const { name, from, to } of changes) {
    const before = device.packages()[name];
    if (to === null || (before?.version === to && before.condition === 'installed' && !before.reinstall)) continue;
    if (before !== undefined && before.version !== from && before.version !== to)
      return receipt(step, startedAt, trouble('apt.differs', 'no'), now());
    device.log(`unpack ${name} ${to} ${direction}`);
    const put = (item: SimPackage) => device.put(name, item);
    put({ version: before?.version ?? to, condition: 'half-installed', reinstall: true });
    progress(`unpacking ${name}`);
    if (slowMs > 0) await sleep(slowMs);
    put({ version: to, condition: 'unpacked', reinstall: false });
    progress(`unpacked ${name}`);
    put({ version: to, condition: 'half-configured', reinstall: false });
    progress(`setting up ${name}`);
    if (direction === 'forward') for (const [file, text] of Object.entries(writes)) writeFileSync(join(device.folder, 'etc', file), text);
    if (broken.includes(to)) failed = trouble('apt.package-failed', 'after-repair');
    else put({ version: to, condition: 'installed', reinstall: false });
    if (restarting.includes(to)) device.askRestart();
    progress(`done with ${name}`);
  }
  device.log(`apply ${direction} ends`);
  return receipt(step, startedAt, failed, now());
}

/** `dpkg --configure -a`: sets up what is unpacked, and passes over what has to be installed again. */
function repair(device: SimDevice, at: string): StepReceipt {
  const { broken } = device.settings();
  for (const [name, item] of Object.entries(device.packages())) {
    if (item.condition === 'installed' || item.reinstall || broken.includes(item.version)) continue;
    device.log(`set up ${name} ${item.version}`);
    device.put(name, { ...item, condition: 'installed' });
  }
  const left = Object.entries(device.packages()).filter(([, item]) => item.condition !== 'installed');
  return receipt('repair', at, left.length === 0 ? null : trouble('apt.half-configured', 'after-repair'));
}

function scanOf(device: SimDevice): ManagerScan {
  const installed = Object.entries(device.packages()).map(([name, { version, condition }]) => ({
    name,
    version,
    architecture,
    sourceName: name,
    sourceVersion: version,
    condition,
    pinned: false,
  }));
  const offers = installed.flatMap(({ name, version }): Offer[] => {
    const to = device.settings().offers[name];
    if (to === undefined || to === version) return [];
    const origin = { label: 'Debian-Security', archive: 'stable-security', codename: 'bookworm-security' };
    return [
      { name, architecture, from: version, to, sourceName: name, sourceVersion: to, class: 'security', origin, bytes: 10, withheld: null },
    ];
  });
  return { manager: 'apt', ok: true, installed, offers, changelogs: [], lists: list, problems: [] };
}

function simulationOf(device: SimDevice, wanted: readonly Wanted[], at: string) {
  const packages = device.packages();
  const { simulatesAlso, ownWays } = device.settings();
  const [first] = ownWays;
  const look = ownWays.length > 1 && device.done().includes('looked at its own ways') ? ownWays.at(-1) : first;
  if (first !== undefined) device.log('looked at its own ways');
  const changes = wanted
    .filter(({ name, version }) => packages[name]?.version !== version)
    .map(({ name, version }) => simChange(name, packages[name]?.version ?? null, version));
  if (simulatesAlso !== null) changes.push(simChange('unasked', null, simulatesAlso));
  return {
    at,
    changes,
    files: changes.map(({ name, to }) => simFile(name, to ?? '')),
    downloadBytes: 0,
    diskBytes: 0,
    wayBack: { kind: 'none' as const, because: 'simulated' },
    ...(look === undefined ? {} : { reinstall: look, history: look }),
    restart: 'unknown' as const,
  };
}

function receipt(step: StepReceipt['step'], at: string, failed: Trouble | null, endedAt = at): StepReceipt {
  return { step, startedAt: at, endedAt, ok: failed === null, commands: [], trouble: failed, detail: failed?.cause ?? 'done' };
}

function trouble(code: string, retry: Trouble['retry']): Trouble {
  return { code, cause: `Simulated: ${code}.`, retry, nextStep: '', excerpt: '' };
}
