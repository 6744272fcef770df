import { mkdtemp, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { asSuperuser } from './database.ts';
import { startLabServer } from './server.ts';

let closed: string;
let world: World;

beforeAll(async () => {
  // mkdtemp(3) makes a folder of mode 0700.
  closed = await mkdtemp(join(tmpdir(), 'fettle-lab-closed-'));
  world = await openWorld({ dir: join(closed, 'world') });
});

afterAll(async () => {
  await world?.close();
  await rm(closed, { recursive: true, force: true });
});

test('a database that can not lie in the world’s folder lies in the world all the same, and goes with it', async () => {
  const server = await startLabServer(world);
  const outside = await readlink(join(server.dataFolder, 'database'));
  expect(outside).toMatch(/^\/var\/lib\/fettle\/database-/);
  await expect(stat(outside)).rejects.toThrow('ENOENT');
  const count = 'select count(*)::int as clients from fettle.client';
  expect(await asSuperuser(world, server, count)).toEqual([{ clients: 0 }]);
  await server.kill();
  await server.start();
  expect(await asSuperuser(world, server, count)).toEqual([{ clients: 0 }]);
  await world.close();
  await expect(stat(world.dir)).rejects.toThrow('ENOENT');
  await expect(stat(outside)).rejects.toThrow('ENOENT');
});
