import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from './device.ts';
import { waitFor } from './wait.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
let london: Device;
let newYork: Device;

beforeAll(async () => {
  world = await openWorld();
  [london, newYork] = await Promise.all([
    world.addDevice({ name: 'london1', zone: 'Europe/London' }),
    world.addDevice({ name: 'newyork1', zone: 'America/New_York' }),
  ]);
});

afterAll(async () => {
  await world?.close();
});

/** The status of the device's own web server, asked for from the server's side; `null` where nobody answers. */
async function webStatus(device: Device): Promise<number | null> {
  return world.get(`http://${device.address}/`, 2_000).then(
    ({ status }) => status,
    () => null,
  );
}

describe('a device', () => {
  test('boots systemd as its process 1, with no unit failed', async () => {
    expect((await london.must(['cat', '/proc/1/comm'])).trim()).toBe('systemd');
    expect((await london.must(['systemctl', 'is-system-running'])).trim()).toBe('running');
  });

  test('has a host name, a machine-id, a time zone and an address of its own', async () => {
    const facts = await Promise.all(
      [london, newYork].map(async (device) => ({
        name: (await device.must(['hostname'])).trim(),
        id: (await device.must(['cat', '/etc/machine-id'])).trim(),
        zone: (await device.must(['date', '+%Z'])).trim(),
        addresses: await device.must(['ip', '-o', '-4', 'addr', 'show', 'dev', 'eth0']),
      })),
    );
    expect(facts.map((fact) => fact.name)).toEqual(['london1', 'newyork1']);
    expect(facts[0]?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(facts[0]?.id).not.toBe(facts[1]?.id);
    expect(facts[0]?.zone).toMatch(/GMT|BST/);
    expect(facts[1]?.zone).toMatch(/EST|EDT/);
    expect(facts[0]?.addresses).toContain(london.address);
  });

  test('sees its own processes only, and keeps its services in control groups of its own', async () => {
    const others = await london.must(['ps', '-e', '-o', 'args']);
    expect(others.match(/nginx: master/g)).toHaveLength(1);
    await newYork.must(['systemctl', 'stop', 'nginx']);
    expect(await webStatus(newYork)).toBeNull();
    expect(await webStatus(london)).toBe(200);
    await newYork.must(['systemctl', 'start', 'nginx']);
  });

  test('has no way out of the world', async () => {
    expect(await london.must(['ip', 'route'])).not.toContain('default');
    expect(await london.must(['ip', '-o', 'link'])).not.toMatch(/(docker|ens|enp|wlan)/);
  });

  test('is cut off and comes back with its cable', async () => {
    expect(await webStatus(london)).toBe(200);
    await london.cutNetwork();
    expect(await webStatus(london)).toBeNull();
    expect(await webStatus(newYork)).toBe(200);
    await london.healNetwork();
    await waitFor('the web server to answer again', async () => ((await webStatus(london)) === 200 ? true : null), { timeout: 10_000 });
  });

  test('gets a new boot id and an empty /run by a reboot that it asks for itself', async () => {
    const before = await london.bootId();
    await london.put('/run/reboot-required', '');
    await london.reboot();
    expect(await london.bootId()).not.toBe(before);
    expect((await london.exec(['test', '-e', '/run/reboot-required'])).status).toBe(1);
    expect(london.boots().map((boot) => boot.ended)).toEqual(['reboot', null]);
  });

  test('loses power without warning, keeps its disk, and boots again', async () => {
    const before = await newYork.bootId();
    await newYork.put('/root/kept', 'yes');
    await newYork.kill();
    await expect(newYork.exec(['true'])).rejects.toThrow('newyork1 is off');
    await newYork.powerOn();
    expect(await newYork.untilBooted()).toBe('running');
    expect(await newYork.must(['cat', '/root/kept'])).toBe('yes');
    expect(await newYork.bootId()).not.toBe(before);
    expect(newYork.boots().map((boot) => boot.ended)).toEqual(['power loss', null]);
  });

  test('can be cloned while it is off: another device with the same machine-id', async () => {
    await newYork.powerOff();
    const clone = await world.addDevice({ name: 'clone1', cloneOf: newYork });
    await newYork.powerOn();
    await newYork.untilBooted();
    expect(await clone.must(['cat', '/etc/machine-id'])).toBe(await newYork.must(['cat', '/etc/machine-id']));
    expect(await clone.must(['cat', '/root/kept'])).toBe('yes');
    await clone.down();
    expect(world.devices().map((device) => device.name)).not.toContain('clone1');
  });

  test('ends a program that takes longer than it may', async () => {
    const ran = await london.exec(['sleep', '60.125'], { timeout: 300 });
    expect(ran.timedOut).toBe(true);
    await waitFor(
      'the program to be gone',
      async () => ((await london.exec(['pgrep', '-f', '^sleep 60.125'])).status === 1 ? true : null),
      { timeout: 5_000 },
    );
  });
});

describe('a world', () => {
  test('is reached from the machine by a port of the loopback address', async () => {
    await world.serve(import.meta.dirname, 8090);
    const port = await world.forward(8090);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      get(`http://127.0.0.1:${port}/world.ts`, { agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(200);
  });

  test('runs programs on its server side, which devices reach and signals end', async () => {
    const code = "require('node:http').createServer((q, r) => r.end('here')).listen(8091, '0.0.0.0', () => console.log('listening'))";
    let said = '';
    const program = world.startOnServer([process.execPath, '-e', code], { env: process.env, onOutput: (text) => (said += text) });
    await waitFor('the program to listen', () => (said.includes('listening') ? true : null), { timeout: 10_000 });
    expect(await london.must(['curl', '-s', 'http://lab-server:8091/'])).toBe('here');
    expect(await program.signal('SIGTERM')).toBe(true);
    expect(await program.ended).toEqual({ status: null, signal: 'SIGTERM' });
    expect((await london.exec(['curl', '-s', 'http://lab-server:8091/'])).status).toBe(7);
  });

  test('puts nothing on the machine itself', async () => {
    const ran = await world.runOnServer(['cat', '/proc/1/net/dev']);
    expect(ran.stdout).not.toMatch(/br0|v1[0-9]:/);
  });

  test.for([
    ['a name that is none for a host', 'Bad_Name', 'no host name'],
    ['a name that is taken', 'london1', 'already'],
  ] as const)('refuses %s', async ([, name, reason]) => {
    await expect(world.addDevice({ name })).rejects.toThrow(reason);
  });

  test('refuses a folder that holds something', async () => {
    await expect(openWorld({ dir: import.meta.dirname })).rejects.toThrow('not empty');
  });
});

test('a device that was kept is what others start from, each with a name and an id of its own', async () => {
  const first = await world.addDevice({ name: 'first' });
  await first.put('/srv/note', 'kept');
  const disk = await first.keep();
  const [one, two] = await Promise.all(['one', 'two'].map((name) => world.addDevice({ name, disk })));
  if (one === undefined || two === undefined) throw new Error('no device');
  expect(await two.must(['cat', '/srv/note'])).toBe('kept');
  await one.put('/srv/note', 'changed');
  expect(await two.must(['cat', '/srv/note'])).toBe('kept');
  expect(await one.must(['cat', '/etc/machine-id'])).not.toBe(await two.must(['cat', '/etc/machine-id']));
  await Promise.all([one.down(), two.down()]);
});
