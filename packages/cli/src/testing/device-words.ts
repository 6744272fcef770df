/** What the test device says of itself and of its changes. */
import type { Change, Wanted } from '@fettle/core/deployment';
import type { ChangelogFacts, InstalledPackage, Offer, RuntimeState, SystemFacts } from '@fettle/core/inventory';
import type { InstallResult, ManagerState } from '@fettle/protocol/agent';
import type { CallOutput } from '@fettle/protocol/client';

const oldVersion = '3.0.16-1';
const newVersion = '3.0.17-1';
const bootId = '0199aaaa-0000-4000-8000-000000000001';

export type Inventory = {
  readonly system: SystemFacts & { addresses: string[] };
  readonly runtime: Pick<RuntimeState, 'bootId'> & { restartPending: []; staleServices: [] };
  readonly state: ManagerState;
  readonly installed: InstalledPackage[];
  readonly offers: Offer[];
  readonly changelogs: { sourceName: string; from: string; to: string; cves: string[] }[];
};

export function inventoryOf(hostname: string): Inventory {
  const now = Temporal.Now.instant().toString({ smallestUnit: 'millisecond' });
  const openssl = { name: 'openssl', architecture: 'amd64', sourceName: 'openssl' };
  const changelogs = [{ sourceName: 'openssl', from: oldVersion, to: newVersion, cves: ['CVE-2026-1234'] }] satisfies ChangelogFacts[];
  return {
    system: {
      hostname,
      machineId: null,
      os: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
      kernel: '6.1.0-51-amd64',
      architecture: 'x86_64',
      virtualisation: 'lxc',
      cpus: 2,
      memoryBytes: 2_000_000_000,
      addresses: ['192.0.2.10'],
      timeZone: 'Europe/London',
    },
    runtime: { bootId, restartPending: [], staleServices: [] },
    state: { ok: true, trouble: null, lists: { refreshedAt: now, lastAttempt: { at: now, ok: true, trouble: null } }, problems: [] },
    installed: [
      { ...openssl, version: oldVersion, sourceVersion: oldVersion, condition: 'installed', pinned: false },
      { ...openssl, name: 'bash', sourceName: 'bash', version: '5.2', sourceVersion: '5.2', condition: 'installed', pinned: false },
    ],
    offers: [
      {
        ...openssl,
        from: oldVersion,
        to: newVersion,
        sourceVersion: newVersion,
        class: 'security',
        origin: { label: 'Debian-Security', archive: 'stable-security', codename: 'bookworm-security' },
        bytes: 1_400_000,
        withheld: null,
      },
    ],
    changelogs,
  };
}

type Simulated = NonNullable<NonNullable<CallOutput<'getDeployment'>['proposal']>['devices'][number]['simulation']>;

export function simulationOf(wanted: readonly Wanted[], at: string): Simulated {
  const changes = wanted.map(({ manager, name, architecture, version }): Change => ({
    manager,
    name,
    architecture,
    from: version === oldVersion ? newVersion : oldVersion,
    to: version,
  }));
  const files = changes.map(({ name, architecture, to }) => ({
    name,
    architecture,
    version: to ?? '',
    sha256: 'ab'.repeat(32),
    bytes: 1_400_000,
    from: 'archive' as const,
  }));
  const back = changes.map((change) => ({ ...change, from: change.to, to: change.from }));
  return {
    at,
    changes,
    files,
    downloadBytes: 1_400_000,
    diskBytes: 0,
    wayBack: { kind: 'downgrade', changes: back, files: [] },
    restart: 'not-needed',
  };
}

export function installResult(how: 'done' | 'failed', changes: readonly Change[], at: string): InstallResult {
  const instant = Temporal.Instant.from(at);
  const isIn = how === 'done';
  return {
    how,
    code: how,
    detail: isIn ? 'It is in.' : 'dpkg ended with an error.',
    bootIdBefore: bootId,
    startedAt: instant.subtract({ milliseconds: 20 }).toString({ smallestUnit: 'millisecond' }),
    appliedAt: instant.subtract({ milliseconds: 10 }).toString({ smallestUnit: 'millisecond' }),
    restartDue: false,
    checksBefore: [],
    checksAfter: [],
    checksRolledBack: null,
    receipts: [],
    after: {
      at,
      bootId,
      packages: changes.map(({ name, architecture, from, to }) => ({
        name,
        architecture,
        version: (isIn ? to : from) ?? '',
        condition: 'installed',
      })),
      offers: isIn ? [] : changes.map(({ name, architecture, to }) => ({ name, architecture, to: to ?? '' })),
      restartPending: false,
    },
  };
}
