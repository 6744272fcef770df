import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Device } from '../world/device.ts';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { ensureMirror, serveMirror } from './mirror.ts';
import type { Mirror } from './mirror.ts';

let world: World;
let mirror: Mirror;
let device: Device;

beforeAll(async () => {
  world = await openWorld();
  mirror = await ensureMirror(world.base);
  const served = await serveMirror(world, mirror);
  device = await world.addDevice({ name: 'debian1' });
  await served.introduceTo(device);
  await device.must(['apt-get', 'update', '-q', '-o', 'APT::Update::Error-Mode=any']);
});

afterAll(async () => {
  await world?.close();
});

test("Debian's own security pocket offers real updates, which a device verifies and installs", async () => {
  const simulated = await device.must(['apt-get', '-s', 'dist-upgrade']);
  const offered = [...simulated.matchAll(/^Inst (\S+) \[(\S+)\] \((\S+) Debian-Security:/gm)];
  expect(offered.length).toBeGreaterThan(0);
  expect(new Set(offered.map(([, name]) => name))).toEqual(new Set(mirror.pending.map((update) => update.name)));
  const [, name = '', before = '', after = ''] =
    offered.find(([, one]) => one === 'libpcre2-8-0' || one === 'liblzma5') ?? offered[0] ?? [];
  await device.must(['apt-get', 'install', '-y', '-q', '--only-upgrade', name], { timeout: 120_000 });
  expect((await device.must(['dpkg-query', '-W', '-f', '${Version}', name])).trim()).toBe(after);
  await device.must(['apt-get', 'install', '-y', '-q', '--allow-downgrades', `${name}=${before}`], { timeout: 120_000 });
  expect((await device.must(['dpkg-query', '-W', '-f', '${Version}', name])).trim()).toBe(before);
});
