/** The embedded database of a lab server, as somebody who has stolen the machine has it: as its superuser, and its process. */
import { existsSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openClient } from '@fettle/server/platform/database';
import { silentLog } from '@fettle/server/platform/testing';
import type { World } from '../world/world.ts';
import type { LabServer } from './server.ts';

/** Where the database's socket is, as the server's side of the world sees it, and the number of its process there. */
async function readPidFile(world: World, server: LabServer): Promise<{ pid: number; socketFolder: string }> {
  const path = join(server.dataFolder, 'database');
  // Where it is a link it leads to a place that only the world has, and this process would follow it in its own.
  const folder = world.path(await readlink(path).catch(() => path));
  // The lines of postmaster.pid: PostgreSQL's src/include/utils/pidfile.h.
  const lines = (await readFile(join(folder, 'cluster/postmaster.pid'), 'utf8')).split('\n');
  return { pid: Number(lines[0]), socketFolder: lines[4]?.trim() ?? '' };
}

/** What `DATABASE_URL` of a second server on the same database is. */
export async function databaseUrl(world: World, server: LabServer): Promise<string> {
  const { socketFolder } = await readPidFile(world, server);
  return `postgresql://fettle_app@localhost/fettle?host=${encodeURIComponent(socketFolder)}`;
}

/** Runs a statement as the superuser, whom row security does not bind. */
export async function asSuperuser(world: World, server: LabServer, text: string, values: readonly unknown[] = []): Promise<unknown[]> {
  const { socketFolder } = await readPidFile(world, server);
  // Beside the data it lies on this machine's own file system; in /run on the world's.
  const host = existsSync(socketFolder) ? socketFolder : world.path(socketFolder);
  const client = await openClient({ kind: 'socket', host, user: 'fettle_superuser', database: 'fettle' }, silentLog());
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** kill -9 of the database's first process. */
export async function killDatabase(world: World, server: LabServer): Promise<void> {
  const { pid } = await readPidFile(world, server);
  const { status } = await world.startOnServer(['kill', '-9', String(pid)]).ended;
  if (status !== 0) throw new Error(`there was no database process ${pid} to kill`);
}
