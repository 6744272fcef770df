/** The file behind a version, with the hash that a signed index gave: now, or when it was put into the store. */
import type { PackageFile } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';
import type { ManagerFolders } from '../types.ts';
import { findRecord } from './records.ts';
import type { PackageRecord } from './records.ts';
import { findStored } from './store.ts';

type Reference = Pick<PackageFile, 'name' | 'architecture' | 'version'>;

/** The archive's word comes first; what only the store still has comes from there. null: nobody vouches for such a file. */
export async function fileFor(
  machine: Machine,
  folders: ManagerFolders,
  wanted: Reference,
  records: readonly PackageRecord[],
): Promise<PackageFile | null> {
  const { name, architecture, version } = wanted;
  const record = findRecord(records, wanted);
  if (record?.fromArchive && record.sha256 !== null && record.bytes !== null) {
    return { name, architecture, version, sha256: record.sha256, bytes: record.bytes, from: 'archive' };
  }
  const stored = await findStored(machine, folders, wanted);
  return stored === null ? null : { name, architecture, version, sha256: stored.sha256, bytes: stored.bytes, from: 'store' };
}
