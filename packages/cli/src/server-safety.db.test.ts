/**
 * What makes a change safe, by command against the real server: backups, stand-ins, the daily look at policies, steps of a test plan, drills. One story, in which each test
 * goes on where the one before it ended.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startingPolicy } from '@fettle/core/policy';
import { sha256Hex } from '@fettle/proof/hash';
import type { CallOutput } from '@fettle/protocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolDevice } from './testing/device.ts';
import type { TestDevice } from './testing/device.ts';
import { startServer } from './testing/server.ts';
import type { TestServer } from './testing/server.ts';
import { answerAt, fettleAt, whileTheySpeak } from './testing/terminal.ts';
import type { Ran } from './testing/terminal.ts';

const home = ['--client', 'Harbour Dental'] as const;
let server: TestServer;
const devices: TestDevice[] = [];
const fettle = (...args: readonly string[]): Promise<Ran> => fettleAt(server, args);
const answer = <T>(...args: readonly string[]): Promise<T> => answerAt<T>(server, args);
const whileDevicesSpeak = (...args: readonly string[]): Promise<Ran> => whileTheySpeak(devices, fettle(...args));

beforeAll(async () => {
  server = await startServer();
  await answer('client', 'create', '--name', 'Harbour Dental', '--site', 'Bristol', '--zone', 'Europe/London');
  const gate = { minVerified: 1, minRate: 1 };
  const policy = {
    ...startingPolicy({ name: 'Standard', owner: 'Anna', reviewAt: '2099-01-01' }),
    window: { rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440 },
    rings: [
      { name: 'test', members: { kind: 'share', percent: 50 }, soak: 'PT0S', gate },
      { name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate },
    ],
    backup: [{ tiers: ['mission-critical'], maxAgeHours: 24, restoreTestDays: 90, recoverWithinMinutes: null, missing: 'warn' }],
    testPlan: [
      {
        kind: 'manual',
        name: 'booking',
        instruction: 'Book a patient.',
        expected: 'It is in the list.',
        onFailure: 'hold',
        whatToDo: 'Call Anna.',
      },
    ],
  };
  writeFileSync(join(server.folder, 'policy.json'), JSON.stringify(policy));
  await answer('policy', 'save', 'policy.json', ...home);
  const made = await answer<CallOutput<'createToken'>>('token', 'create', ...home, '--uses', '2');
  for (const name of ['db-1', 'db-1-test']) devices.push(await enrolDevice({ agents: server.agents, token: made.token, name }));
  for (const device of devices) await device.speak();
  await answer('device-change', 'db-1', '--tier', 'mission-critical');
  await answer('trust', 'key', 'create', '--out', 'anna.key');
  await answer('trust', 'approver', 'add', '--name', 'Anna', '--public-key', 'anna.key.pub', ...home);
}, 90_000);
afterAll(() => server.stop());

test('backups are recorded by hand, by a script and from a file, each marked so, and show how a device comes back', async () => {
  expect((await fettle('backup', 'list', ...home)).said).toBe('No backup was told of.\n');
  expect((await fettle('rollback', 'status', ...home)).said).toMatch(/Of 2 devices: [^]*db-1 +mission-critical +failing [^]*none known/);
  expect((await fettle('backup', 'record', 'db-1', '--kind', 'image')).said).toContain('1 record kept.');
  expect((await fettle('backup', 'record', 'db-1', '--what', 'restore-test', '--seconds', '90', '--script')).said).toContain(
    '1 record kept.',
  );
  expect(await fettle('backup', 'record', 'db-9')).toMatchObject({
    exit: 1,
    said: '',
    told: expect.stringContaining('No device within your reach has this name or id'),
  });
  expect(await fettle('backup', 'record', 'db-1', '--seconds', 'many')).toMatchObject({ exit: 2 });
  writeFileSync(join(server.folder, 'backups.csv'), 'device,at,ok\ndb-1-test,2026-01-02T03:04:05Z,no\ndb-9,2026-01-02T03:04:05Z,yes\n');
  const read = await fettle('backup', 'import', 'backups.csv', ...home);
  expect(read).toMatchObject({ exit: 0, said: expect.stringMatching(/1 record kept\.[^]*2\. db-9: /) });
  const { items } = await answer<CallOutput<'listBackups'>>('backup', 'list', '--device', 'db-1');
  expect(items.map(({ what, source, ok, seconds }) => [what, source, ok, seconds])).toEqual([
    ['restore-test', 'cli', true, 90],
    ['backup', 'hand', true, null],
  ]);
  expect((await fettle('backup', 'list', ...home)).said).toMatch(/db-1-test +Harbour Dental +backup +\S+ \S+ +failed +CLI/);
  expect((await fettle('rollback', 'status', ...home)).said).toMatch(/db-1 +mission-critical [^]*, by hand/);
});

test('changes without a way back are accepted by name, and that is taken back', async () => {
  const accept = ['rollback', 'accept', 'openssl*', ...home, '--because', 'The maker says so.', '--until', '30d'];
  expect(await fettle(...accept)).toMatchObject({ exit: 2, told: expect.stringContaining('--accepted-by') });
  const until = Temporal.Now.plainDateISO('UTC').add({ days: 30 }).toString();
  const named = [...accept.slice(0, -1), until, '--accepted-by', 'Dr. Weber', '--device', 'db-1'];
  const accepted = await answer<CallOutput<'acceptNoWayBack'>>(...named);
  expect(accepted).toMatchObject({ acceptedBy: 'Dr. Weber', stands: true, scopeNames: ['db-1'] });
  expect((await fettle(...named, '--site', 'Bristol')).told).toContain('not both');
  expect((await fettle('rollback', 'accepted')).said).toContain('Dr. Weber');
  await answer('rollback', 'end-acceptance', accepted.id, '--because', 'There is a way now.');
  expect((await fettle('rollback', 'accepted')).said).toContain('Nobody accepted');
});

test('a stand-in is named, compared, and ended; its credentials are not taken', async () => {
  expect((await fettle('stand-in', 'status', ...home)).said).toMatch(/db-1 +mission-critical +none +failing/);
  const review = Temporal.Now.plainDateISO('UTC').add({ months: 6 }).toString();
  const record = ['stand-in', 'record', 'db-1', ...home, '--differs', 'Less memory', '--review', review];
  expect(await fettle(...record, '--credentials-at', 'Vault, “db”')).toMatchObject({ exit: 2, told: expect.stringContaining('--by') });
  expect(await fettle(...record, '--by', 'db-1-test', '--credentials-at', 'password: hunter2-Hunter2')).toMatchObject({
    exit: 1,
    said: '',
  });
  await answer(...record, '--by', 'db-1-test', '--credentials-at', 'Vault, “db”');
  expect((await fettle('stand-in', 'status', ...home)).said).toMatch(/db-1 +mission-critical +db-1-test [^]*Less memory/);
  const { items } = await answer<CallOutput<'listStandIns'>>('stand-in', 'list', '--device', 'db-1');
  expect(items).toMatchObject([{ standIn: { kind: 'device', name: 'db-1-test' }, credentialsAt: 'Vault, “db”', ended: null }]);
  await answer('stand-in', 'end', items[0]?.id ?? '', '--because', 'It was sold.');
  expect((await fettle('stand-in', 'list', ...home)).said).toBe('No stand-in is recorded.\n');
  expect((await fettle('stand-in', 'list', ...home, '--state', 'all')).said).toContain('over: It was sold.');
});

test('what is unwise about policies is found by the look that follows a change, and the exit code says whether something can not work', async () => {
  await expect
    .poll(async () => (await fettle('policy', 'lint', ...home)).said, { timeout: 30_000 })
    .toMatch(/Harbour Dental: attention \(looked at [^]*no stand-in is named for it[^]*\(db-1\)/);
  expect(await fettle('policy', 'lint', ...home)).toMatchObject({ exit: 0 });
  expect((await fettle('policy', 'proposals', ...home)).said).toContain('a person proposes');
});

test('the second ring waits for the step of the test plan, which a person answers', async () => {
  await whileDevicesSpeak('deploy', 'plan', ...home, '--update', 'openssl', '--title', 'OpenSSL');
  const { id } = await answer<CallOutput<'getDeployment'>>('deploy', 'show', 'OpenSSL');
  await answer('deploy', 'approve', id, '--key', 'anna.key', '--yes', '2');
  await whileDevicesSpeak('deploy', 'watch', id, '--timeout', '0');
  await expect
    .poll(
      async () => {
        for (const device of devices) await device.speak();
        return (await fettle('deploy', 'show', id)).said;
      },
      { timeout: 30_000, interval: 100 },
    )
    .toMatch(/1 verified[^]*booking/);
  const answered = ['deploy', 'test-result', id, '--detail', 'Booked and seen.', '--result'];
  expect(await fettle(...answered, 'fine', '--step', 'booking')).toMatchObject({ exit: 2 });
  expect(await fettle(...answered, 'passed', '--step', 'walking')).toMatchObject({ exit: 1, said: '' });
  expect(await fettle(...answered, 'passed', '--step', 'booking', '--attach', 'no-such.png')).toMatchObject({ exit: 1, said: '' });
  writeFileSync(join(server.folder, 'seen.png'), 'a picture');
  await answer(...answered, 'passed', '--step', 'booking', '--attach', 'seen.png');
  const digest = sha256Hex('a picture');
  expect((await fettle('deploy', 'show', id)).said.replaceAll(/\s+/g, ' ')).toContain(`“seen.png” (SHA-256 ${digest})`);
  await answer('deploy', 'attachment', id, digest, '--out', 'saved.png');
  expect(readFileSync(join(server.folder, 'saved.png'), 'utf8')).toBe('a picture');
  expect(await whileDevicesSpeak('deploy', 'watch', id, '--timeout', '1')).toMatchObject({
    exit: 0,
    said: expect.stringMatching(/2 verified/),
  });
});
