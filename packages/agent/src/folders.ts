/** Where the agent keeps what. One folder of state, readable by its owner only. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder } from './durable.ts';

export type Folders = {
  readonly root: string;
  readonly key: string;
  readonly identity: string;
  readonly contact: string;
  readonly authority: string;
  readonly stops: string;
  readonly known: string;
  readonly scan: string;
  readonly sent: string;
  readonly journal: string;
  readonly spool: string;
  readonly cache: string;
  readonly store: string;
  readonly lock: string;
};

/** The default folder of an agent that runs as a service. */
export const serviceFolder = '/var/lib/fettle-agent';
/** The limits file: root-owned, out of the server's reach. */
export const defaultLimitsFile = '/etc/fettle-agent/limits.json';

/** Paths under `root`; makes the folders. */
export function openFolders(root: string): Folders {
  const folders: Folders = {
    root,
    key: join(root, 'device.key'),
    identity: join(root, 'identity.json'),
    contact: join(root, 'contact.json'),
    authority: join(root, 'authority.json'),
    stops: join(root, 'stops.json'),
    known: join(root, 'instructions.json'),
    scan: join(root, 'scan.json'),
    sent: join(root, 'sent.json'),
    journal: join(root, 'journal'),
    spool: join(root, 'spool'),
    cache: join(root, 'cache'),
    store: join(root, 'store'),
    lock: join(root, 'lock'),
  };
  for (const folder of [root, folders.journal, folders.spool, folders.cache, folders.store]) makeFolder(folder);
  return folders;
}

/** A file name for an instruction id: ids hold colons and come from outside. */
export function fileNameOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}
