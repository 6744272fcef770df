/** How devices of the made-up installation come back: one stands well, one was never tried, of one nobody knows. */
import type { CallOutput } from '@fettle/protocol/client';
import { deployments } from './world-deployments.ts';
import { at, clients, devices, id } from './world.ts';

type Rollback = CallOutput<'listRollback'>;
type Row = Rollback['items'][number];

const rule = { maxAgeHours: 24, restoreTestDays: 90, recoverWithinMinutes: 60, missing: 'forbid' as const };
const untried = {
  code: 'way-back.untried' as const,
  standing: 'failing' as const,
  sentence: 'It is mission-critical, and its way back was never tried.',
  remedy: 'Start a drill on it, or on a device of the same system and tier.',
};
const stale = {
  code: 'backup.old' as const,
  standing: 'failing' as const,
  sentence: 'Its last good backup is 3 days old, and it must be 24 hours at most. The last try failed.',
  remedy: 'Make a backup and let it be told: by the API, by the CLI or by hand.',
};
const unknown = {
  code: 'way-back.untried' as const,
  standing: 'attention' as const,
  sentence: 'Its way back was never tried.',
  remedy: untried.remedy,
};

function rowOf(device: (typeof devices)[number], index: number): Row {
  const common = { deviceId: device.id, deviceName: device.name, osName: device.osName, tier: device.tier };
  const tested = { at: at(-24 * 20 * 60), ok: true, source: 'hand' as const, seconds: 1500 };
  if (index % 3 === 0)
    return {
      ...common,
      tier: 'mission-critical',
      standing: 'failing',
      sentence: untried.sentence,
      reasons: [untried, stale],
      plan: 'By downgrade, checked on the device before the change.',
      backupRule: rule,
      drillEveryDays: 90,
      backup: { at: at(-76 * 60), ok: true, source: 'api' },
      lastBackup: { at: at(-4 * 60), ok: false, source: 'api' },
      restoreTest: tested,
      trial: null,
    };
  const good = index % 3 === 1;
  const backup = good ? { at: at(-5 * 60), ok: true, source: 'api' as const } : null;
  return {
    ...common,
    standing: good ? 'good' : 'attention',
    sentence: good ? 'Its way back was tried 6 days ago, in a drill. Its last good backup is 5 hours old.' : unknown.sentence,
    reasons: good ? [] : [unknown],
    plan: good ? 'By downgrade, checked on the device before the change.' : 'Not known: no change was planned for it yet.',
    backupRule: good ? rule : null,
    drillEveryDays: good ? 90 : null,
    backup,
    lastBackup: backup,
    restoreTest: good ? tested : null,
    trial: good ? { at: at(-24 * 6 * 60), what: 'drill', passed: true, seconds: 74, on: 'device' } : null,
  };
}

export function rollbackOf(clientId: string, deviceId: string | null): Rollback {
  const rows = devices.filter((one) => one.clientId === clientId).map(rowOf);
  const count = (standing: Row['standing']) => rows.filter((row) => row.standing === standing).length;
  return {
    items: rows.filter((row) => deviceId === null || row.deviceId === deviceId),
    next: null,
    counts: { good: count('good'), attention: count('attention'), failing: count('failing') },
  };
}

export function backupsOf(deviceId: string | null): CallOutput<'listBackups'>['items'] {
  const device = devices.find((one) => one.id === deviceId);
  const common = {
    clientId: device?.clientId ?? '',
    clientName: device?.clientName ?? '',
    deviceId: device?.id ?? '',
    deviceName: device?.name ?? '',
    attachment: null,
    seconds: null,
  };
  const told = { source: 'api' as const, recordedBy: 'Backup tool', tool: 'borg', kind: 'image', covers: null, note: null };
  return [
    { ...common, ...told, id: id(33, 1), what: 'backup', at: at(-4 * 60), ok: false, recordedAt: at(-4 * 60) },
    { ...common, ...told, id: id(33, 2), what: 'backup', at: at(-76 * 60), ok: true, recordedAt: at(-76 * 60) },
    {
      ...common,
      id: id(33, 3),
      what: 'restore-test',
      at: at(-24 * 20 * 60),
      ok: true,
      kind: 'backup',
      covers: 'the database',
      tool: null,
      seconds: 1500,
      note: 'Restored beside it, and the till’s last day was there.',
      source: 'hand',
      recordedBy: 'Anna Müller',
      recordedAt: at(-24 * 20 * 60),
    },
  ];
}

export function trialsOf(deviceId: string | null): CallOutput<'listTrials'>['items'] {
  const device = devices.find((one) => one.id === deviceId);
  const [deployment] = deployments;
  return [
    {
      id: id(34, 1),
      clientId: device?.clientId ?? '',
      clientName: device?.clientName ?? '',
      deviceId: device?.id ?? '',
      deviceName: device?.name ?? '',
      deploymentId: deployment?.id ?? '',
      deploymentTitle: deployment?.title ?? '',
      what: 'rollback',
      wayBack: 'downgrade',
      passed: false,
      detail: 'The old versions are in, and worse than before the change: page.',
      seconds: 74,
      at: at(-24 * 40 * 60),
    },
  ];
}

export const acceptances: CallOutput<'listNoWayBack'>['items'] = [
  {
    id: id(35, 1),
    clientId: clients[1]?.id ?? '',
    clientName: clients[1]?.name ?? '',
    scope: { kind: 'client' },
    scopeNames: [],
    software: 'till-firmware*',
    reason: 'Its maker publishes no older version; the till of the next lane stands by.',
    acceptedBy: 'Jonas Weber',
    until: at(24 * 120 * 60),
    recordedBy: 'Anna Müller',
    recordedAt: at(-300),
    ended: null,
    stands: true,
    mayEnd: true,
  },
];
