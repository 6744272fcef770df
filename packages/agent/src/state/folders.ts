/** Where the agent keeps what. One folder of state, readable by its owner only. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder, removeLeftovers } from './durable.ts';

export type Folders = {
  readonly root: string;
  readonly key: string;
  readonly identity: string;
  readonly contact: string;
  readonly authority: string;
  readonly stops: string;
  readonly memory: string;
  readonly scan: string;
  readonly sent: string;
  readonly journal: string;
  /** What could not be read, or was refused by the server: kept for a person. */
  readonly aside: string;
  readonly cache: string;
  readonly store: string;
  /** Scripts of signed commands, while they run. */
  readonly commands: string;
  /** What is usual on this device. */
  readonly usual: string;
  /** How configuration stood before the change that runs. */
  readonly configuration: string;
  /** Snapshots that were taken, and until when each is kept. */
  readonly snapshots: string;
  /** A note in the folder of a root that was made from a snapshot: where the state of after it lies. */
  readonly carry: string;
  readonly lock: string;
};

/** The default folder of an agent that runs as a service. */
export const serviceFolder = '/var/lib/fettle-agent';
/** The limits file: root-owned, out of the server's reach. */
export const defaultLimitsFile = '/etc/fettle-agent/limits.json';

/** Paths under `root`. Makes nothing. */
export function foldersIn(root: string): Folders {
  return {
    root,
    key: join(root, 'device.key'),
    identity: join(root, 'identity.json'),
    contact: join(root, 'contact.json'),
    authority: join(root, 'authority.json'),
    stops: join(root, 'stops.json'),
    memory: join(root, 'memory.json'),
    scan: join(root, 'scan.json'),
    sent: join(root, 'sent.json'),
    journal: join(root, 'journal'),
    aside: join(root, 'aside'),
    cache: join(root, 'cache'),
    store: join(root, 'store'),
    commands: join(root, 'commands'),
    usual: join(root, 'usual.json'),
    configuration: join(root, 'configuration.json'),
    snapshots: join(root, 'snapshots.json'),
    carry: join(root, 'carry.json'),
    lock: join(root, 'agent.lock'),
  };
}

/** Makes the folders. Throws where that is not permitted. */
export function makeFolders(folders: Folders): void {
  for (const folder of [folders.root, folders.journal, folders.aside, folders.cache, folders.store]) makeFolder(folder);
}

/** Removes what interrupted writes left. Only for the agent that holds the lock; a step that goes on by itself writes files of its own. */
export function tidyFolders(folders: Folders): void {
  const isOurs = (name: string) => !/\.(?:claim|receipt)\.json\./.test(name);
  for (const folder of [folders.root, folders.journal, folders.aside]) removeLeftovers(folder, isOurs);
}

/** A file name for an instruction id: ids hold colons and come from outside. */
export function fileNameOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}
