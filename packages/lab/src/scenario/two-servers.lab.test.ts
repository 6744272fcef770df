/**
 * Two servers on one database, one of them set up anew: agents report to either, both look at one roll-out, one dies in the middle of it. Everything is
 * done once, and both tell the same story of it, byte by byte.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asSuperuser, databaseUrl } from './database.ts';
import { admitServer, approve, openClient, openOffice, openPolicy, propose, until, updateId } from './drive.ts';
import type { DeploymentView, Home, Office } from './drive.ts';
import { startLabServer } from './server.ts';
import { setStage } from './stage.ts';
import type { Enrolled, Stage } from './stage.ts';

let stage: Stage;
let home: Home;
/** The desk at the second server; the first one's is the stage's. */
let secondOffice: Office;
let devices: readonly Enrolled[];
let ended: DeploymentView;

beforeAll(async () => {
  stage = await setStage({ installed: ['lab-app=1.0-1', 'lab-web=2.0-1'], offered: ['lab-app=1.1-1', 'lab-web=2.1-1'] });
  const { world, server, office } = stage;
  const second = await startLabServer(world, {
    name: 'second',
    peoplePort: 8450,
    agentsPort: 8451,
    env: { DATABASE_URL: await databaseUrl(world, server), FETTLE_CHECK_IN_SECONDS: '1' },
  });
  secondOffice = await openOffice(world, second, office.rootKey);
  await admitServer(office, second, 'second server');
  home = await openClient(office, 'Harbour Dental', 'Bristol', 'Europe/London');
  const [ofFirst, ofSecond] = await Promise.all([
    stage.addDevices(home, ['first-a', 'first-b']),
    stage.addDevices(home, ['second-a', 'second-b'], { server: second }),
  ]);
  devices = [...ofFirst, ...ofSecond];
  const deviceIds = devices.filter(({ name }) => name.endsWith('-a')).map(({ id }) => id);
  const gate = { minVerified: 1, minRate: 1 };
  await office.api('createPolicy', {
    params: { id: home.clientId },
    body: {
      body: openPolicy({
        rings: [
          { name: 'test', members: { kind: 'devices', deviceIds }, soak: 'PT2S', gate },
          { name: 'rest', members: { kind: 'rest' }, soak: 'PT0S', gate },
        ],
      }),
    },
  });
}, 400_000);

afterAll(async () => {
  await stage?.world.close();
});

test('a roll-out over the devices of both goes on while one server is dead, and ends once for all', async () => {
  const { office, approver, server } = stage;
  const updates = [await updateId(office, home, 'lab-app', '1.1-1', 4), await updateId(secondOffice, home, 'lab-web', '2.1-1', 4)];
  const view = await propose(office, home, 'Security updates', updates);
  await approve(secondOffice, view, approver);
  await until(secondOffice, view.id, 'the first ring to be at work', ({ rings }) => rings[0]?.phase !== 'closed');
  // Its database lives on: the second server works with it.
  await server.kill();
  await until(secondOffice, view.id, 'the second server’s own device', ({ runs }) =>
    runs.some(({ deviceName, label }) => deviceName === 'second-a' && label === 'verified'),
  );
  await server.start();
  ended = await until(office, view.id, 'the roll-out to end', ({ status }) => status !== 'active');
  expect(ended.status).toBe('succeeded');
  expect(ended.runs.map(({ label, attempt }) => [label, attempt])).toEqual(devices.map(() => ['verified', 1]));
});

test('no device was sent, or did, its change twice, and no event was recorded twice', async () => {
  for (const { device } of devices) {
    const log = (await device.must(['cat', '/var/log/dpkg.log'])).split('\n');
    for (const name of ['lab-app', 'lab-web']) expect(log.filter((line) => line.includes(` upgrade ${name}:all `))).toHaveLength(1);
  }
  const [counts] = await asSuperuser(
    stage.world,
    stage.server,
    `select (select count(*)::int from fettle.instruction where deployment_id = $1 and verb = 'install') as installs,
       (select count(*)::int from fettle.instruction where deployment_id = $1 and verb = 'get') as gets,
       (select count(*)::int = max(seq) from fettle.deployment_event where deployment_id = $1) as whole`,
    [ended.id],
  );
  expect(counts).toEqual({ installs: 4, gets: 4, whole: true });
});

test.each(['html', 'pdf'])('both servers, one of them newly set up on the database, give the same report.%s', async (kind) => {
  const path = `/api/v1/deployments/${ended.id}/report.${kind}`;
  // Devices scan once more after the change, and the report says how many did: until all have, one that is asked for a moment later says more.
  const alike = async () => {
    const [first, second] = [await stage.office.document(path), await secondOffice.document(path)];
    expect(first.length).toBeGreaterThan(2_000);
    if (kind === 'html') expect(first.toString()).toContain('first-b');
    return first.equals(second);
  };
  await expect.poll(alike, { timeout: 120_000, interval: 3_000 }).toBe(true);
});
