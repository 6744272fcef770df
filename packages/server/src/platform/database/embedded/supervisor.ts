/**
 * The embedded PostgreSQL: set up where there is none, adopted where an earlier server of ours left it running, started anew when
 * it dies under us, stopped with us. The caller holds the lock of the data folder.
 *
 *   <data>/database/postgresql-<version>/   the programs, copied
 *                   cluster/                its files, mode 0700
 *                   run/                    its socket, mode 0700; there is no TCP
 *                   server.log              what it says
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { chooseAccount } from './account.ts';
import { provideBinaries } from './binaries.ts';
import { ensureCluster, makePrivateFolder, SUPERUSER, writeAccess } from './cluster.ts';
import { placeDatabase, placeSocket } from './place.ts';
import { findRunning, launch, runningPid, stopNow, stopPostmaster } from './postmaster.ts';
import type { Postmaster, PostmasterOptions } from './postmaster.ts';

export type EmbeddedOptions = {
  readonly dataFolder: string;
  readonly log: Log;
  /** Roles that the user who starts us may connect as, beside the superuser. */
  readonly roles: readonly string[];
  readonly binFolder?: string | null;
  /** False only for tests: nothing is forced to the disk. */
  readonly durable?: boolean;
  /** Where the database lies if its account cannot reach the data folder; /var/lib/fettle unless a test says otherwise. */
  readonly outsideFolder?: string;
};

export type EmbeddedServer = {
  /** The folder of the socket: pg's `host`. */
  readonly host: string;
  readonly superuser: string;
  /** Made now, found running, or started on what was there. */
  readonly how: 'made' | 'adopted' | 'started';
  /** Where it lies, if that is outside the data folder. */
  readonly outside: string | null;
  /** Process id of the server that runs now. */
  pid(): number;
  /** Stops it. Resolves when the process has ended. */
  stop(): Promise<void>;
};

const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  // The default shared memory of a container is 64 MB.
  dynamic_shared_memory_type: 'mmap',
  max_connections: '64',
  shared_buffers: '128MB',
  // Reports rewrite what a device says of itself: what they leave behind is used again sooner.
  autovacuum_naptime: '15s',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

const STOP_PATIENCE_MS = 2_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * If this process ends without having stopped its database (a fault, a second Ctrl-C), the database is told to stop at once; it
 * recovers at the next start. Only a kill -9 leaves it running, to be adopted.
 */
const clustersInUse = new Set<string>();
process.on('exit', () => {
  for (const clusterFolder of clustersInUse) stopNow(clusterFolder);
});

/** Starts or adopts the embedded database. Throws StartProblem where it cannot. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const durable = options.durable ?? true;
  const place = placeDatabase(options.dataFolder, process.getuid?.() === 0, options.outsideFolder);
  const clusterFolder = join(place.folder, 'cluster');
  const account = chooseAccount(clusterFolder);
  const binFolder = provideBinaries(place.folder, options.binFolder ?? null);
  const made = await ensureCluster({ clusterFolder, binFolder, account, durable });
  writeAccess(clusterFolder, account, options.roles);
  clustersInUse.add(clusterFolder);
  const running = made ? null : await findRunning(clusterFolder);
  const socketFolder = running?.socketFolder ?? placeSocket(place.folder, account.separate?.server ?? null);
  makePrivateFolder(socketFolder, account);
  const launchOptions: PostmasterOptions = {
    binFolder,
    clusterFolder,
    socketFolder,
    logFile: join(place.folder, 'server.log'),
    account,
    settings: durable ? SETTINGS : { ...SETTINGS, ...NOT_DURABLE },
  };
  const keeper = keepRunning(running ?? (await launch(launchOptions)), launchOptions, options.log);
  return {
    host: socketFolder,
    superuser: SUPERUSER,
    how: made ? 'made' : running === null ? 'started' : 'adopted',
    outside: place.outside ? place.folder : null,
    ...keeper,
  };
}

/** Starts the server again whenever it ends without our having asked, after longer and longer pauses. */
function keepRunning(first: Postmaster, options: PostmasterOptions, log: Log): Pick<EmbeddedServer, 'pid' | 'stop'> {
  let current = first;
  let relaunching: Promise<Postmaster | null> | null = null;
  const stopping = new AbortController();
  void watch();

  async function watch(): Promise<void> {
    for (;;) {
      await current.ended;
      if (stopping.signal.aborted) return;
      log.error({ pid: current.pid }, 'the embedded database ended; it is started again');
      relaunching = relaunch();
      const next = await relaunching;
      relaunching = null;
      if (next === null) return;
      current = next;
    }
  }

  async function relaunch(): Promise<Postmaster | null> {
    for (let wait = FIRST_PAUSE_MS; !stopping.signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      try {
        await pause(wait, undefined, { signal: stopping.signal });
        return (await findRunning(options.clusterFolder)) ?? (await launch(options));
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ err: error }, 'the embedded database does not start; it is tried again');
      }
    }
    return null;
  }

  return {
    pid: () => current.pid,
    async stop() {
      stopping.abort();
      await stopPostmaster(current.pid, STOP_PATIENCE_MS);
      // One that was just being started when we were asked to stop; it ends the launch that waits for it.
      const late = runningPid(options.clusterFolder);
      if (late !== null) await stopPostmaster(late, STOP_PATIENCE_MS);
      await relaunching;
      clustersInUse.delete(options.clusterFolder);
    },
  };
}
