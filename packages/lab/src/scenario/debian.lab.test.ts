/**
 * A real security update of Debian on a device: offered from the pocket that Debian itself signed, with the CVE ids out of the package's own changelog,
 * then planned, approved, installed in its window, verified by a scan, and told in the report.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallOutput } from '@fettle/protocol/client';
import type { Device } from '../world/device.ts';
import { ensureMirror, serveMirror } from '../mirror/mirror.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { waitFor } from '../world/wait.ts';
import { approve, openClient, openPolicy, propose, until } from './drive.ts';
import type { Home } from './drive.ts';
import { setStage } from './stage.ts';
import type { Enrolled, Stage } from './stage.ts';

type Update = CallOutput<'listUpdates'>['items'][number];

let stage: Stage;
let mirror: Mirror;
let home: Home;
let debian: Enrolled;
let update: Update;
let cves: readonly string[];

beforeAll(async () => {
  stage = await setStage({ installed: ['lab-web=2.0-1'], offered: [] });
  mirror = await ensureMirror(stage.world.base);
  const served = await serveMirror(stage.world, mirror);
  home = await openClient(stage.office, 'Harbour Dental', 'Bristol', 'Europe/London');
  const [enrolled] = await stage.addDevices(home, ['debian'], {
    // What it is: a container, of which no restart is ever asked.
    says: 'container',
    prepare: async (device) => {
      await served.introduceTo(device);
      await device.put('/run/reboot-required', '');
      await updatesItself(device);
    },
  });
  if (enrolled === undefined) throw new Error('no device was enrolled');
  debian = enrolled;
  // After its first scan: policies are looked at when they are saved, and then daily.
  await stage.office.api('createPolicy', { params: { id: home.clientId }, body: { body: openPolicy({}) } });
}, 400_000);

afterAll(async () => {
  await stage?.world.close();
});

/** apt's own timer, enabled and not started, with its setting. The program, which the mirror does not have, is only there. */
async function updatesItself(device: Device): Promise<void> {
  await device.put('/usr/bin/unattended-upgrade', '#!/bin/sh\n', 0o755);
  await device.put('/etc/apt/apt.conf.d/20auto-upgrades', 'APT::Periodic::Unattended-Upgrade "1";\n');
  await device.must(['systemctl', 'unmask', 'apt-daily-upgrade.timer']);
  await device.must(['systemctl', 'enable', 'apt-daily-upgrade.timer']);
}

async function offered(): Promise<readonly Update[]> {
  return (await stage.office.api('listUpdates', { query: { clientId: home.clientId, limit: 500 } })).items;
}

/** What the client's devices are offered, once every changelog was read. */
async function offeredWithChangelogs(): Promise<readonly Update[]> {
  let unread: readonly string[] = [];
  const read = async (): Promise<readonly Update[] | null> => {
    const items = await offered();
    unread = items.filter((item) => item.cves === null || item.cvesUnknownOn > 0).map((item) => item.name);
    return items.length === 0 || unread.length > 0 ? null : items;
  };
  return waitFor('the changelogs of what is offered', read, { timeout: 180_000, every: 500 }).catch((error: unknown) => {
    throw new Error(`the changelogs of ${unread.join(', ') || 'nothing'} were not read`, { cause: error });
  });
}

/** There are such days, right after a point release. They are told: a scenario that tries nothing must not pass. */
function nothingReal(): Error {
  const all = mirror.pending.map(({ name, to }) => `${name} ${to}`).join(', ') || 'none at all';
  return new Error(
    `as of ${mirror.madeAt} Debian's security pocket has no update with a CVE id for a fresh device of the lab (pending: ${all}), so that nothing real ` +
      'can be tried; have packages/lab/src/base/recipe.ts install a package for which it has one',
  );
}

async function installedVersion(): Promise<string> {
  return (await debian.device.must(['dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', update.name])).trim();
}

test('a container is told as one: no restart is due there though a package asked for it; and that it updates itself beside us is found', async () => {
  const { office } = stage;
  expect((await debian.device.exec(['test', '-e', '/run/reboot-required'])).status).toBe(0);
  const device = await office.api('getDevice', { params: { id: debian.id } });
  expect(device.system?.virtualisation).toBe('systemd-nspawn');
  expect(device.runtime?.restartPending).toEqual([]);
  expect(device.runtime?.automaticUpdates).toMatchObject({ state: 'installs', detail: expect.stringContaining('apt-daily-upgrade.timer') });
  const beside = async () => {
    const { items } = await office.api('listPolicyFindings', { query: { clientId: home.clientId, limit: 500 } });
    return items.find(({ code }) => code === 'automatic-updates-beside') ?? null;
  };
  const found = await waitFor('its own updates to be found', beside, { timeout: 90_000, every: 500 });
  expect(found.evidence.names.map(({ id }) => id)).toEqual([debian.id]);
  await debian.device.must(['systemctl', 'disable', 'apt-daily-upgrade.timer']);
});

test("Debian's security pocket is offered as what it is, with the CVE ids of the packages' own changelogs", async () => {
  if (mirror.pending.length === 0) throw nothingReal();
  const items = await offeredWithChangelogs();
  expect(new Set(items.map((item) => item.name))).toEqual(new Set(mirror.pending.map((one) => one.name)));
  const named = items.filter((item) => item.origin.startsWith('Debian-Security') && (item.cves ?? []).length > 0);
  // The smallest: it is the way that is tried here, not the package.
  const [smallest] = named.toSorted((a, b) => a.bytes - b.bytes);
  if (smallest === undefined) throw nothingReal();
  update = smallest;
  cves = smallest.cves ?? [];
  expect(update.class).toBe('security');
  expect(update.fromVersions).toEqual([pendingFrom(update)]);
});

function pendingFrom({ name, version }: Update): string {
  const found = mirror.pending.find((one) => one.name === name && one.to === version);
  if (found === undefined) throw new Error(`apt itself did not find ${name} ${version} pending when the mirror was made`);
  return found.from;
}

test('it is approved, installed from the signed pocket in its window, and verified by a scan', async () => {
  const { office, approver } = stage;
  const before = pendingFrom(update);
  expect(await installedVersion()).toBe(`${before} ii`);
  const view = await propose(office, home, `${update.name} from Debian`, [update.id]);
  expect(view.holds.map((hold) => hold.reason)).toEqual(['approval']);
  await approve(office, view, approver);
  const ended = await until(office, view.id, 'the roll-out to end', ({ status }) => status !== 'active');
  expect(ended.status).toBe('succeeded');
  expect(ended.runs.map((run) => run.label)).toEqual(['verified']);

  expect(await installedVersion()).toBe(`${update.version} ii`);
  // The device's own words: whose key vouches for the lists, and which of them has the version that is installed.
  const trusted = ['apt-get', 'indextargets', '--format', '$(TRUSTED)', 'Label: Debian-Security', 'Created-By: Packages'];
  expect((await debian.device.must(trusted)).trim()).toBe('yes');
  const policy = await debian.device.must(['apt-cache', 'policy', update.name]);
  expect(policy).toMatch(/\*\*\* \S+ \d+\n +\d+ \S+\/debian-security /);
  const changelog = await debian.device.must(['zcat', `/usr/share/doc/${update.name}/changelog.Debian.gz`]);
  for (const id of cves) expect(changelog).toContain(id);
  await waitFor('it to be offered no more', async () => ((await offered()).some(({ id }) => id === update.id) ? null : true), {
    timeout: 30_000,
  });

  const report = (await office.document(`/api/v1/deployments/${view.id}/report.html`)).toString();
  for (const word of ['debian', update.name, before, update.version, ...cves]) expect(report).toContain(word);
});
