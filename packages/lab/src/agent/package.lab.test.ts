import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Device } from '../world/device.ts';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { buildAgentPackage, installAgent } from './package.ts';
import type { AgentPackage } from './package.ts';

let world: World;
let agent: AgentPackage;
let device: Device;

beforeAll(async () => {
  world = await openWorld();
  agent = await buildAgentPackage();
  device = await world.addDevice({ name: 'agent1' });
  await installAgent(device, agent);
});

afterAll(async () => {
  await world?.close();
});

async function show(property: string): Promise<string> {
  return (await device.must(['systemctl', 'show', '--value', '-p', property, 'fettle-agent.service'])).trim();
}

test('the installed agent runs and says its version', async () => {
  expect((await device.must(['fettle-agent', '--version'])).trim()).toBe(agent.version);
});

test('the unit is enabled and waits, without failure, until the device is enrolled', async () => {
  expect(await show('UnitFileState')).toBe('enabled');
  expect(await show('ActiveState')).toBe('inactive');
  expect(await show('ConditionResult')).toBe('no');
  expect((await device.must(['systemctl', 'is-system-running'])).trim()).toBe('running');
});

test("the limits file is root's alone to write, and an edited one survives an upgrade of the package", async () => {
  expect((await device.must(['stat', '-c', '%U %a', '/etc/fettle-agent/limits.json'])).trim()).toBe('root 644');
  await device.put('/etc/fettle-agent/limits.json', '{"mode":"observe"}\n');
  await installAgent(device, agent);
  expect(await device.must(['cat', '/etc/fettle-agent/limits.json'])).toBe('{"mode":"observe"}\n');
});

test('purging it leaves nothing of it', async () => {
  await device.must(['mkdir', '-p', '/var/lib/fettle-agent/journal']);
  await device.must(['dpkg', '--purge', 'fettle-agent']);
  for (const path of [
    '/var/lib/fettle-agent',
    '/etc/fettle-agent',
    '/usr/bin/fettle-agent',
    '/etc/systemd/system/multi-user.target.wants/fettle-agent.service',
  ]) {
    expect((await device.exec(['test', '-e', path])).status, path).toBe(1);
  }
});
