/** What is known of how devices come back: from the records to the facts of the core. A fixed number of queries, whatever the number of devices. */
import type { BackupKnown, Trial } from '@fettle/core/rollback';
import type { Tx } from '../platform/database/index.ts';
import { newestBackups, newestTrials } from './store.ts';
import type { KnownDevice, TriedRow } from './store.ts';

export type Known = Pick<BackupKnown, 'goodBackup' | 'lastBackup' | 'restoreTest'>;
const nothing: Known = { goodBackup: null, lastBackup: null, restoreTest: null };

/** By device, what is known of its backups; `ids` null: of every device of the client. */
export async function backupsOf(tx: Tx, clientId: string, ids: readonly string[] | null): Promise<(deviceId: string) => Known> {
  if (ids?.length === 0) return () => nothing;
  const known = new Map<string, Known>();
  for (const { device_id: id, which, at, ok, source, seconds } of await newestBackups(tx, clientId, ids)) {
    const so = known.get(id) ?? nothing;
    const fact = { at, ok, source };
    known.set(id, {
      ...so,
      ...(which === 'good' ? { goodBackup: fact } : which === 'last' ? { lastBackup: fact } : { restoreTest: { ...fact, seconds } }),
    });
  }
  return (id) => known.get(id) ?? nothing;
}

type Tried = Pick<KnownDevice, 'id' | 'ecosystem' | 'tier'>;

/** The trials that count for a device: its own, and those of devices that had its system and tier then; the newest first. */
export async function trialsOf(tx: Tx, clientId: string): Promise<(device: Tried) => readonly Trial[]> {
  const rows = (await newestTrials(tx, clientId)).toSorted((a, b) => Temporal.Instant.compare(b.at, a.at));
  const classes = Map.groupBy(rows, classOf);
  return (device) =>
    (classes.get(classOf(device)) ?? [])
      .concat(rows.filter((row) => row.device_id === device.id && classOf(row) !== classOf(device)))
      .toSorted((a, b) => Temporal.Instant.compare(b.at, a.at))
      .map((row) => trialOf(row, device));
}

function classOf({ ecosystem, tier }: Pick<TriedRow, 'ecosystem' | 'tier'>): string {
  return `${ecosystem} ${tier ?? ''}`;
}

function trialOf(row: TriedRow, device: Tried): Trial {
  const { at, what, way_back: wayBack, passed, seconds } = row;
  return { at, what, wayBack, passed, seconds, on: row.device_id === device.id ? 'device' : 'alike' };
}
