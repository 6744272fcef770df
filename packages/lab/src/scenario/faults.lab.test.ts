/**
 * What goes wrong around a change, on real devices: somebody else's apt, a full disk, a spoilt archive, a version that is gone, two devices with one key, a
 * thief who has the server. None of it changes a device behind anybody's back, and each is told.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signApproval } from '@fettle/proof/approval';
import type { Share, SpecHeader } from '@fettle/core/deployment';
import type { Grant } from '@fettle/core/standing';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { grantHash, specHash } from '@fettle/proof/spec-hash';
import { signStandingApproval } from '@fettle/proof/standing-approval';
import { openArchive } from '../archive/archive.ts';
import { hold, letGo, untilHeld } from '../archive/catalogue/phases.ts';
import type { Device } from '../world/device.ts';
import { waitFor } from '../world/wait.ts';
import { approve, lookAgain, openClient, openPolicy, propose, until, updateId } from './drive.ts';
import type { DeploymentView, Home } from './drive.ts';
import { forge } from './forge.ts';
import { setStage } from './stage.ts';
import type { Enrolled, Stage } from './stage.ts';

const NAMES = ['busy', 'full', 'spoilt', 'late', 'robbed', 'twin'] as const;
const INSTALLED = ['lab-app=1.0-1', 'lab-conf=1.0-1', 'lab-phases=1.0-1', 'lab-web=2.0-1'];

let stage: Stage;
let home: Home;
let devices: ReadonlyMap<string, Enrolled>;

beforeAll(async () => {
  stage = await setStage({ installed: INSTALLED, offered: ['lab-app=1.1-1', 'lab-conf=2.0-1', 'lab-phases=1.1-1'] });
  home = await openClient(stage.office, 'Harbour Dental', 'Bristol', 'Europe/London');
  await stage.office.api('createPolicy', { params: { id: home.clientId }, body: { body: openPolicy({}) } });
  devices = new Map((await stage.addDevices(home, NAMES)).map((one) => [one.name, one]));
}, 400_000);

afterAll(async () => {
  await stage?.world.close();
});

function at(name: (typeof NAMES)[number]): Enrolled {
  const found = devices.get(name);
  if (found === undefined) throw new Error(`there is no device ${name}`);
  return found;
}

async function versionOf(device: Device, name: string): Promise<string> {
  return (await device.must(['dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', name])).trim();
}

/** A deployment of one update for one device, planned and not approved yet. */
async function proposed(who: Enrolled, name: string, version: string): Promise<DeploymentView> {
  const update = await updateId(stage.office, home, name, version);
  return propose(stage.office, home, `${name} on ${who.name}`, [update], [who.id]);
}

/** The line on Today by which a device's refusal is told. */
async function told({ id, name }: Enrolled, why: string) {
  return waitFor(
    `“${why}”, which ${name} refused, on Today`,
    async () => {
      const { items } = await stage.office.api('today', {});
      return items.find((item) => item.kind === 'refusal' && item.action.path.includes(id) && item.why.includes(why)) ?? null;
    },
    { timeout: 30_000, every: 300 },
  );
}

const runOf = (view: DeploymentView) => view.runs[0];

describe.concurrent('on a day like any other', () => {
  test('a change waits for another apt that is at work, and goes when that has finished', async ({ expect: see }) => {
    const { device } = at('busy');
    const view = await proposed(at('busy'), 'lab-conf', '2.0-1');
    await hold(device, 'postinst-configure');
    const other = device.must(['apt-get', 'install', '-y', '-q', 'lab-phases=1.1-1'], { timeout: 120_000 });
    await untilHeld(device, 'postinst-configure', 60_000);
    await approve(stage.office, view, stage.approver);
    await waitFor(
      'the change to wait for the lock',
      async () => ((await device.exec(['pgrep', '-f', 'DPkg::Lock::Timeout'])).status === 0 ? true : null),
      { timeout: 60_000 },
    );
    see(await versionOf(device, 'lab-conf')).toBe('1.0-1 ii');
    await letGo(device, 'postinst-configure');
    const ended = await until(stage.office, view.id, 'the roll-out to end', ({ status }) => status !== 'active');
    see(runOf(ended)?.label).toBe('verified');
    await other;
    see(await versionOf(device, 'lab-conf')).toBe('2.0-1 ii');
    see(await versionOf(device, 'lab-phases')).toBe('1.1-1 ii');
  });

  test('a full disk is told as such, before anything is changed', async ({ expect: see }) => {
    const { device } = at('full');
    const view = await proposed(at('full'), 'lab-conf', '2.0-1');
    await device.must(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/var/lib/fettle-agent/store']);
    await approve(stage.office, view, stage.approver);
    const ended = await until(stage.office, view.id, 'the run to end', (one) => runOf(one)?.outcome !== null);
    see(runOf(ended)).toMatchObject({ label: 'refused', code: 'apt.no-space' });
    see(runOf(ended)?.detail).toContain('full');
    see(await versionOf(device, 'lab-conf')).toBe('1.0-1 ii');
    await device.must(['umount', '/var/lib/fettle-agent/store']);
  });

  test('an archive whose signature does not fit is told, and is not taken for one with nothing new', async ({ expect: see }) => {
    const { device, id } = at('spoilt');
    const other = await openArchive(stage.world, { port: 8002 });
    await other.publish(INSTALLED);
    await other.introduceTo(device);
    await lookAgain(stage.office, [id]);
    const good = await stage.office.api('getDevice', { params: { id } });
    see(good).toMatchObject({ missing: 0, lists: { lastAttempt: { ok: true } } });
    await other.breakSignature();
    await other.publish(['lab-app=1.1-1']);
    await lookAgain(stage.office, [id]);
    const spoilt = await stage.office.api('getDevice', { params: { id } });
    see(spoilt.lists).toMatchObject({
      refreshedAt: good.lists?.refreshedAt,
      lastAttempt: { ok: false, trouble: { code: 'apt.bad-signature' } },
    });
    see(spoilt.health).not.toBe('good');
    see(spoilt.healthReason).toContain('lists');
    see(await versionOf(device, 'lab-app')).toBe('1.0-1 ii');
    await other.mend();
    await lookAgain(stage.office, [id]);
    see(await stage.office.api('getDevice', { params: { id } })).toMatchObject({ missing: 1, lists: { lastAttempt: { ok: true } } });
  });

  test('a version that was superseded before the device could take it is refused, with its successor named', async ({ expect: see }) => {
    const { device } = at('late');
    const view = await proposed(at('late'), 'lab-app', '1.1-1');
    await device.cutNetwork();
    await approve(stage.office, view, stage.approver);
    await stage.archive.publish(['lab-app=1.2-1']);
    await stage.archive.withdraw('lab-app', '1.1-1');
    await device.healNetwork();
    const ended = await until(stage.office, view.id, 'the run to end', (one) => runOf(one)?.outcome !== null);
    see(runOf(ended)).toMatchObject({ label: 'refused', code: 'apt.superseded' });
    see(runOf(ended)?.detail).toContain('1.2-1');
    see(await versionOf(device, 'lab-app')).toBe('1.0-1 ii');
  });

  test('what a thief of server, key and database orders is refused by the device, and Today says so', async ({ expect: see }) => {
    const { device, id } = at('robbed');
    const change = { manager: 'apt' as const, name: 'lab-conf', architecture: 'all', from: '1.0-1', to: '2.0-1' };
    await forge(stage, { id: 'forged:1', home, deviceId: id, change, approvals: () => [] });
    see((await told(at('robbed'), 'carries no approval')).title).toContain('robbed refused');
    await forge(stage, {
      id: 'forged:2',
      home,
      deviceId: id,
      change,
      approvals: (header, serverKey) => [
        signApproval(
          {
            deploymentId: header.deploymentId,
            clientId: header.clientId,
            specHash: specHash(header),
            statement: 'Approved, says the thief.',
            at: header.createdAt,
            expiresAt: header.expiresAt,
          },
          serverKey,
        ),
      ],
    });
    see((await told(at('robbed'), 'approver')).title).toContain('robbed refused');
    see(await versionOf(device, 'lab-conf')).toBe('1.0-1 ii');
  });

  test('two devices with one key are told nothing until a person says what happened', async ({ expect: see }) => {
    const { device, id } = at('twin');
    const { api } = stage.office;
    const is = (status: string) =>
      waitFor(`twin to be ${status}`, async () => ((await api('getDevice', { params: { id } })).status === status ? true : null), {
        timeout: 60_000,
        every: 300,
      });
    await device.powerOff();
    const clone = await stage.world.addDevice({ name: 'twin-clone', zone: 'Europe/London', cloneOf: device });
    await device.powerOn();
    await is('quarantined');
    const today = await api('today', {});
    see(today.items.find((item) => item.kind === 'quarantine')?.title).toContain('twin');
    // The copy is gone: the device goes on as it was.
    await clone.kill();
    await api('settleQuarantine', { params: { id }, body: { verdict: 'restored', because: 'The copy was a test and is off.' } });
    const settled = Temporal.Now.instant().toString();
    // A quarantined agent asks every minute only.
    await device.must(['systemctl', 'restart', 'fettle-agent']);
    await waitFor(
      'the device to be heard again',
      async () => (((await api('getDevice', { params: { id } })).lastSeenAt ?? '') > settled ? true : null),
      { timeout: 90_000, every: 300 },
    );
    see((await api('getDevice', { params: { id } })).status).toBe('active');
    // It comes back: now the key is given up for good.
    await clone.powerOn();
    await is('quarantined');
    await api('settleQuarantine', { params: { id }, body: { verdict: 'cloned', because: 'Both are in use.' } });
    await is('retired');
  });
});

describe('under a standing approval', () => {
  let own: Home;
  let granted: Enrolled;
  let grant: Grant;
  let envelope: Envelope;
  let allowed: DeploymentView;
  let outside: DeploymentView;

  /** Named by a person, so that it is planned whatever the policy selects. */
  async function named(name: string, version: string): Promise<DeploymentView> {
    return propose(stage.office, own, `${name} ${version}`, [await updateId(stage.office, own, name, version)], [granted.id]);
  }

  beforeAll(async () => {
    const { office, approver } = stage;
    own = await openClient(office, 'Prairie Vets', 'Winnipeg', 'America/Winnipeg');
    const policy = openPolicy({ select: { classes: ['security', 'normal'], exclude: ['lab-web'] } }, 'America/Winnipeg');
    await office.api('createPolicy', { params: { id: own.clientId }, body: { body: policy } });
    const [device] = await stage.addDevices(own, ['granted'], { zone: 'America/Winnipeg' });
    if (device === undefined) throw new Error('no device was enrolled');
    granted = device;
    // The schema of the route says of it that it is a grant, which the hash then shows.
    grant = (await office.api('getStandingGrant', { params: { id: own.clientId } })).grant as Grant;
    envelope = signStandingApproval(
      {
        id: randomUUID(),
        clientId: own.clientId,
        policyId: grant.policy.id,
        policyVersion: grant.policy.version,
        grantHash: grantHash(grant),
        statement: 'I approve what lies within.',
        at: Temporal.Now.instant().toString(),
        expiresAt: Temporal.Now.instant()
          .add({ hours: 24 * 60 })
          .toString(),
      },
      approver,
    );
    const body = { envelope: { ...envelope, signatures: [...envelope.signatures] } };
    await office.api('approvePolicy', { params: { id: own.clientId }, body });
  }, 120_000);

  test('what lies within is done without anybody signing it, by what the device’s own apt offers', async () => {
    const planned = await named('lab-conf', '2.0-1');
    allowed = await until(stage.office, planned.id, 'the roll-out to end', ({ status }) => status !== 'active', 90_000);
    expect(allowed).toMatchObject({ status: 'succeeded', approvals: [{ standing: true }] });
    expect(await versionOf(granted.device, 'lab-conf')).toBe('2.0-1 ii');
  });

  test('what lies outside waits for a person, and says why', async () => {
    await stage.archive.publish(['lab-web=2.1-1']);
    await lookAgain(stage.office, [granted.id]);
    outside = await named('lab-web', '2.1-1');
    expect(outside.holds.map(({ reason }) => reason)).toEqual(['approval']);
    expect(outside.lint.map(({ sentence }) => sentence).join(' ')).toContain('lab-web');
    expect(await versionOf(granted.device, 'lab-web')).toBe('2.0-1 ii');
  });

  test('a thief who has a real standing approval in hand gets no further than it goes', async () => {
    const { header } = allowed.spec as { header: SpecHeader };
    const { shares } = outside.spec as { shares: readonly Share[] };
    const [share] = shares;
    const [change] = share?.changes ?? [];
    if (share === undefined || change === undefined) throw new Error('the plan shows no change');
    const like = { header, share, grant };
    await forge(stage, { id: 'forged:3', home: own, deviceId: granted.id, change, approvals: () => [envelope], like });
    expect((await told(granted, 'lab-web')).why).toContain('not within the standing approval');
    expect(await versionOf(granted.device, 'lab-web')).toBe('2.0-1 ii');
  });
});

test('nothing of all this has changed a package behind anybody’s back', async () => {
  const kept = NAMES.filter((name) => name !== 'busy' && name !== 'twin');
  for (const name of kept) {
    const log = await at(name).device.must(['cat', '/var/log/dpkg.log']);
    expect(log.split('\n').filter((line) => line.includes(' upgrade '))).toEqual([]);
  }
});
