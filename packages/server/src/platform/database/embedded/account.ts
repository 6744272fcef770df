/**
 * Under which account the embedded PostgreSQL runs. It refuses uid 0, so a server started by root gives it a uid of its own that
 * has no passwd entry: nothing is added to the machine and nobody else shares its files. `initdb` alone insists on a passwd
 * entry for its uid, so that one step runs as `nobody`.
 */
import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { StartProblem } from '../../start-problem.ts';

export type ServerAccount = {
  /** Name of the user who starts us: PostgreSQL sees it as the peer of every connection. */
  readonly connectingUser: string;
  /** Null: PostgreSQL runs as we do. */
  readonly separate: { readonly server: Ids; readonly initdb: Ids } | null;
};

export type Ids = { readonly uid: number; readonly gid: number };

/** Within 60706…61183, which systemd's table of uids leaves unused on every distribution, and below 65536 for containers. */
const FIRST_PRIVATE_UID = 60_846;
const LAST_PRIVATE_UID = 61_183;

/** Chooses the account. `clusterFolder`: an existing cluster keeps the uid that owns it. Throws StartProblem where there is none. */
export function chooseAccount(clusterFolder: string): ServerAccount {
  const uid = process.getuid?.();
  if (uid === undefined) {
    throw new StartProblem(
      'database-platform',
      'The embedded database does not run on this system.',
      'Set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
  const connectingUser = nameOfThisUser(uid);
  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  if (uid !== 0) {
    if (owner !== undefined && owner.uid !== uid) throw foreignCluster(clusterFolder, owner.uid, uid);
    return { connectingUser, separate: null };
  }
  const server = owner === undefined ? privateIds() : { uid: owner.uid, gid: owner.gid };
  if (server.uid === 0) {
    throw new StartProblem(
      'database-owner',
      `The database in ${clusterFolder} belongs to root, and PostgreSQL does not run as root.`,
      'Give the folder back to the account it ran under (chown -R).',
    );
  }
  return { connectingUser, separate: { server, initdb: idsOfNobody() } };
}

function foreignCluster(folder: string, owner: number, uid: number): StartProblem {
  return new StartProblem(
    'database-owner',
    `The database in ${folder} belongs to uid ${owner}, but this server runs as uid ${uid}.`,
    'Start it as the user who started it before (root, if that was root), or choose another folder with FETTLE_DATA.',
  );
}

function nameOfThisUser(uid: number): string {
  try {
    return userInfo().username;
  } catch (cause) {
    throw new StartProblem(
      'database-user',
      `This server runs as uid ${uid}, which has no entry in the list of users; the embedded database cannot run under such an account.`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer, or run under a user that has an entry.',
      cause,
    );
  }
}

function privateIds(): Ids {
  const taken = new Set([...passwd()].map((entry) => entry.uid));
  for (let uid = FIRST_PRIVATE_UID; uid <= LAST_PRIVATE_UID; uid++) if (!taken.has(uid)) return { uid, gid: uid };
  throw new StartProblem(
    'database-user',
    'There is no free uid for the embedded database.',
    'Set DATABASE_URL, or start the server as an ordinary user.',
  );
}

function idsOfNobody(): Ids {
  for (const entry of passwd()) if (entry.name === 'nobody' && entry.uid !== 0) return entry;
  throw new StartProblem(
    'database-user',
    'The embedded database is set up under the user "nobody", which this machine does not have.',
    'Set DATABASE_URL, or start the server as an ordinary user.',
  );
}

function passwd(): ({ name: string } & Ids)[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines
    .map((line) => line.split(':'))
    .flatMap(([name, , uid, gid]) => (name === undefined || uid === undefined ? [] : [{ name, uid: Number(uid), gid: Number(gid) }]));
}
