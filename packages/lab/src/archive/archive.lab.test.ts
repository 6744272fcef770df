import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Device } from '../world/device.ts';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { openArchive } from './archive.ts';
import type { Archive } from './archive.ts';
import { catalogue } from './catalogue/list.ts';
import { hold, letGo, untilHeld } from './catalogue/phases.ts';
import { WEB_PORT } from './catalogue/web.ts';

let world: World;
let archive: Archive;
let device: Device;

beforeAll(async () => {
  world = await openWorld();
  archive = await openArchive(world);
  device = await world.addDevice({ name: 'archive1' });
  await archive.introduceTo(device);
  await archive.publish([
    'lab-app=1.0-1',
    'lab-web=2.0-1',
    'lab-conf=1.0-1',
    'lab-kernel=6.0-1',
    'lab-user=1.0-1',
    'lab-lib=1.0-1',
    'lab-phased=1.0-1',
  ]);
  await archive.publish(['lab-unmet=1.0-1', 'lab-pre=1.0-1', 'lab-clash=1.0-1', 'lab-phases=1.0-1', 'lab-slow=1.0-1']);
  await update();
  await device.must(['apt-get', 'install', '-y', '-q', ...archive.published()]);
  await archive.publish(
    catalogue.map((release) => `${release.name}=${release.version}`).filter((wanted) => !archive.published().includes(wanted)),
  );
});

afterAll(async () => {
  await world?.close();
});

beforeEach(async () => {
  await update();
});

async function update(): Promise<void> {
  await device.must(['apt-get', 'update', '-q', '-o', 'APT::Update::Error-Mode=any']);
}

async function updateStatus(): Promise<number | null> {
  return (await device.exec(['apt-get', 'update', '-q', '-o', 'APT::Update::Error-Mode=any'])).status;
}

async function install(...packages: string[]): Promise<number | null> {
  return (await device.exec(['apt-get', 'install', '-y', '-q', '--allow-downgrades', '-o', 'Dpkg::Options::=--force-confold', ...packages]))
    .status;
}

async function state(name: string): Promise<string> {
  return (await device.must(['dpkg-query', '-W', '-f', '${db:Status-Abbrev} ${Version}', name])).trim();
}

async function health(): Promise<number> {
  return (await world.get(`http://${device.address}:${WEB_PORT}/health`)).status;
}

test('of two changes within one second a device hears of both', async () => {
  const candidate = async () => /Candidate: (\S+)/.exec(await device.must(['apt-cache', 'policy', 'lab-user']))?.[1];
  const before = await candidate();
  await archive.withdraw('lab-user', before ?? '');
  await update();
  const without = await candidate();
  await archive.publish([`lab-user=${before}`]);
  await update();
  expect(without).not.toBe(before);
  expect(await candidate()).toBe(before);
});

test('security updates come from the security suite, and what is phased or unsatisfiable is kept back', async () => {
  const simulated = await device.must(['apt-get', '-s', 'dist-upgrade']);
  expect(simulated).toContain('Inst lab-conf [1.0-1] (2.0-1 Lab-Security:lab-security [all])');
  expect(simulated).toContain('Inst lab-lib [1.0-1] (2.0-1 Lab:lab [all])');
  expect(simulated).not.toContain('Inst lab-phased');
  expect(simulated).not.toContain('Inst lab-unmet');
});

test('the changelog of a package names the CVE ids of each version, newest first', async () => {
  await device.must([
    'sh',
    '-c',
    'cd /root && apt-get download -q lab-app=1.2-1 && dpkg-deb --fsys-tarfile lab-app_*.deb | tar -x ./usr/share/doc',
  ]);
  const text = await device.must(['zcat', '/root/usr/share/doc/lab-app/changelog.Debian.gz']);
  expect([...text.matchAll(/^lab-app \((.+)\)|CVE-2099-\d+/gm)].map((match) => match[1] ?? match[0])).toEqual([
    '1.2-1',
    'CVE-2099-10003',
    '1.1-1',
    'CVE-2099-10001',
    'CVE-2099-10002',
    '1.0-1',
  ]);
});

test.for([
  ['a good security update is installed', 'lab-app=1.1-1', 0, 'ii  1.1-1'],
  ['a failing postinst leaves the package half configured', 'lab-app=1.2-1', 100, 'iF  1.2-1'],
  ['a downgrade mends it', 'lab-app=1.1-1', 0, 'ii  1.1-1'],
  ['a failing preinst leaves the old version', 'lab-pre=1.1-1', 100, 'ii  1.0-1'],
  ['a file of another package is refused', 'lab-clash=1.1-1', 100, 'ii  1.0-1'],
] as const)('%s', async ([, wanted, status, left]) => {
  expect(await install(wanted)).toBe(status);
  expect(await state(wanted.split('=')[0] ?? '')).toBe(left);
});

test('lab-web answers with its version, breaks in 2.2 although it installs cleanly, and is mended by going back', async () => {
  expect(await health()).toBe(200);
  expect(await install('lab-web=2.1-1')).toBe(0);
  expect(await health()).toBe(200);
  expect(await install('lab-web=2.2-1')).toBe(0);
  expect(await health()).toBe(500);
  expect(await install('lab-web=2.1-1')).toBe(0);
  expect(JSON.parse((await world.get(`http://${device.address}:${WEB_PORT}/health`)).body)).toEqual({
    version: '2.1',
    status: '200',
    greeting: 'hello',
  });
});

test('lab-kernel asks for a restart', async () => {
  expect(await install('lab-kernel=6.1-1')).toBe(0);
  expect(await device.must(['cat', '/run/reboot-required.pkgs'])).toBe('lab-kernel\n');
});

test('an edited configuration file is kept, the new one lies beside it', async () => {
  await device.put('/etc/lab-conf.conf', 'setting=mine\n');
  expect(await install('lab-conf=2.0-1')).toBe(0);
  expect(await device.must(['cat', '/etc/lab-conf.conf', '/etc/lab-conf.conf.dpkg-dist'])).toBe('setting=mine\nsetting=2\n');
});

test.for([
  // What dpkg --configure -a gives for it, and the state before that: only an unpacked package can be configured.
  ['prerm-upgrade', 1, 'iFR 1.0-1'],
  ['preinst-upgrade', 0, 'iHR 1.0-1'],
  ['postrm-upgrade', 0, 'iHR 1.0-1'],
  ['postinst-configure', 0, 'iF  1.1-1'],
] as const)('power lost in %s of an upgrade leaves a broken package, which installing it again mends', async ([phase, status, left]) => {
  expect(await install('lab-phases=1.0-1')).toBe(0);
  await hold(device, phase);
  const upgrade = device.exec(['apt-get', 'install', '-y', '-q', 'lab-phases=1.1-1'], { timeout: 60_000 });
  await untilHeld(device, phase);
  await device.kill();
  expect((await upgrade).status).not.toBe(0);
  await device.powerOn();
  await device.untilBooted();
  expect(await state('lab-phases')).toBe(left);
  expect((await device.exec(['dpkg', '--configure', '-a'])).status).toBe(status);
  expect(await install('lab-phases=1.1-1')).toBe(0);
  expect(await state('lab-phases')).toBe('ii  1.1-1');
});

test('a held upgrade goes on when it is let go', async () => {
  expect(await install('lab-phases=1.0-1')).toBe(0);
  await hold(device, 'postinst-configure');
  const upgrade = install('lab-phases=1.1-1');
  await untilHeld(device, 'postinst-configure');
  await letGo(device, 'postinst-configure');
  expect(await upgrade).toBe(0);
});

test('a signature that does not fit is noticed until it is mended', async () => {
  await archive.breakSignature();
  expect(await updateStatus()).toBe(100);
  await archive.mend();
  expect(await updateStatus()).toBe(0);
});

test('an archive that is away is noticed until it is back', async () => {
  await archive.stopServing();
  expect(await updateStatus()).toBe(100);
  await archive.startServing();
  expect(await updateStatus()).toBe(0);
});

test('a withdrawn version is gone from the index and from the pool', async () => {
  const path = `${archive.url}/pool/lab/lab-app_1.0-1_all.deb`;
  expect((await world.get(path)).status).toBe(200);
  await archive.withdraw('lab-app', '1.0-1');
  expect((await world.get(path)).status).toBe(404);
  await update();
  expect(await device.must(['apt-cache', 'policy', 'lab-app'])).not.toContain('1.0-1');
  await expect(archive.withdraw('lab-app', '1.0-1')).rejects.toThrow('not published');
});
