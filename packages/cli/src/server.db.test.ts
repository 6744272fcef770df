/**
 * The command line against the real server, with devices that speak the protocol: from an empty installation to a verified change. It is long because it is one
 * story, in which each test goes on where the one before it ended.
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startingPolicy } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { EvidenceReport } from '@fettle/proof/evidence-file';
import type { PackReport } from '@fettle/proof/evidence-pack';
import { formatFingerprint } from '@fettle/proof/fingerprint';
import { generateKey } from '@fettle/proof/keys';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPromise } from 'yauzl';
import { readPack } from './evidence/read-pack.ts';
import { enrolDevice } from './testing/device.ts';
import type { TestDevice } from './testing/device.ts';
import { enterAndAskAdmission } from './testing/person.ts';
import { startServer } from './testing/server.ts';
import type { TestServer } from './testing/server.ts';
import { answerAt, fettleAt, whileTheySpeak } from './testing/terminal.ts';
import type { Ran } from './testing/terminal.ts';

type Deployment = CallOutput<'getDeployment'>;

let server: TestServer;
let devices: TestDevice[] = [];
beforeAll(async () => {
  server = await startServer();
}, 90_000);
afterAll(() => server.stop());

const fettle = (args: readonly string[], more: Parameters<typeof fettleAt>[2] = {}): Promise<Ran> => fettleAt(server, args, more);
const answer = <T>(args: readonly string[]): Promise<T> => answerAt<T>(server, args);
const whileDevicesSpeak = (command: Promise<Ran>): Promise<Ran> => whileTheySpeak(devices, command);

test('an empty installation has nothing to show, and says so', async () => {
  expect(await fettle(['status'])).toMatchObject({ exit: 0, said: expect.stringContaining('0 devices') });
  expect((await fettle(['devices'])).said).toBe('No device is like that.\n');
  expect((await fettle(['deploy', 'list'])).said).toBe('There are no deployments like that.\n');
});

test('a client, its policy and an enrolment token are made by command', async () => {
  const client = await answer<CallOutput<'createClient'>>([
    'client',
    'create',
    '--name',
    'Harbour Dental',
    '--site',
    'Bristol',
    '--zone',
    'Europe/London',
  ]);
  expect(client).toMatchObject({ name: 'Harbour Dental', siteList: [{ name: 'Bristol' }], policyId: null });
  expect(await fettle(['client', 'create', '--name', 'Nowhere', '--site', 'x', '--zone', 'Europe/Atlantis'])).toMatchObject({
    exit: 1,
    said: '',
    told: expect.stringContaining('is no IANA time zone'),
  });
  expect(await fettle(['policy', 'show', '--client', 'harbour dental'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('has no policy'),
  });

  expect((await fettle(['agreements', 'harbour dental'])).said).toContain('Held to no framework');
  expect(await answer<CallOutput<'getAgreements'>>(['agreements', 'Harbour Dental'])).toMatchObject({
    clientName: 'Harbour Dental',
    frameworks: [],
  });

  // What it is held to, said by command: seen in what the server then says.
  const named = ['--client', 'Harbour Dental', '--because', 'Their contract'];
  expect((await fettle(['framework', 'list'])).said).toMatch(/pci-dss-4\.0\.1 /);
  const own = ['--urgent', '7d', '--normal', '1m', '--clock', 'released'];
  const held = await answer<CallOutput<'setFramework'>>(['framework', 'hold', 'pci-dss-4.0.1', '--since', '2026-01-01', ...own, ...named]);
  expect(held.frameworks).toMatchObject([
    {
      id: 'pci-dss-4.0.1',
      since: '2026-01-01',
      own: { clock: 'released', urgent: { count: 7, unit: 'days' }, normal: { count: 1, unit: 'months' } },
    },
  ]);
  const until = await answer<CallOutput<'endFramework'>>(['framework', 'end', 'pci-dss-4.0.1', '--until', '2026-01-31', ...named]);
  expect(until.frameworks).toMatchObject([{ until: '2026-01-31' }]);
  const begun = JSON.parse((await fettle(['sla', 'show', '--client', 'Harbour Dental'])).said) as Record<string, unknown>;
  writeFileSync(join(server.folder, 'sla.json'), JSON.stringify({ ...begun, uptimePercent: 99.5 }));
  const kept = await answer<CallOutput<'saveSla'>>(['sla', 'save', 'sla.json', '--from', '2026-01-01', ...named]);
  expect(kept.sla.versions).toMatchObject([{ version: 1, from: '2026-01-01', to: null, body: { uptimePercent: 99.5 } }]);
  expect(JSON.parse((await fettle(['sla', 'show', '--client', 'Harbour Dental'])).said)).toMatchObject({ uptimePercent: 99.5 });
  writeFileSync(join(server.folder, 'bad-sla.json'), JSON.stringify({ ...begun, uptimePercent: 200 }));
  expect(await fettle(['sla', 'save', 'bad-sla.json', '--from', '2026-01-01', ...named])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('uptimePercent'),
  });

  const { said } = await fettle(['policy', 'default', '--owner', 'Anna']);
  expect(JSON.parse(said)).toMatchObject({ owner: 'Anna', rings: [{ name: 'test' }, { name: 'pilot' }, { name: 'broad' }] });
  const always = { rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440 };
  const gate = { minVerified: 1, minRate: 1 };
  const rings = [
    { name: 'test', members: { kind: 'share' as const, percent: 50 }, soak: 'PT0S', gate },
    { name: 'broad', members: { kind: 'rest' as const }, soak: 'PT0S', gate },
  ];
  const policy = { ...startingPolicy({ name: 'Standard', owner: 'Anna', reviewAt: '2099-01-01' }), window: always, rings };
  writeFileSync(join(server.folder, 'policy.json'), JSON.stringify(policy));
  const save = ['policy', 'save', 'policy.json', '--client', 'Harbour Dental'];
  expect(await answer<CallOutput<'createPolicy'>>(save)).toMatchObject({ version: 1, name: 'Standard' });
  expect(await answer<CallOutput<'savePolicy'>>(save)).toMatchObject({ version: 2 });

  writeFileSync(join(server.folder, 'bad.json'), JSON.stringify({ ...policy, window: { rule: 'sometimes' } }));
  const bad = await fettle(['policy', 'save', 'bad.json', '--client', 'Harbour Dental']);
  expect(bad).toMatchObject({ exit: 1, told: expect.stringContaining('window') });
});

test('levels and groups are saved, shown and taken away by command', async () => {
  const rule = { fact: 'name', op: 'matches', value: 'web-*' };
  writeFileSync(join(server.folder, 'group.json'), JSON.stringify({ name: 'Web', rank: 10, rule }));
  const group = ['group', 'save', 'group.json', '--client', 'Harbour Dental'];
  expect(await answer<CallOutput<'createGroup'>>(group)).toMatchObject({ name: 'Web', version: 1, words: 'name fits web-*' });
  expect(await answer<CallOutput<'saveGroup'>>(group)).toMatchObject({ version: 2 });
  expect((await fettle(['group', 'list'])).said).toMatch(/10 +Web +Harbour Dental +name fits web-\*/);
  const part = { name: 'Web hours', owner: 'Anna', reviewAt: '2099-01-01', restart: 'always' };
  writeFileSync(join(server.folder, 'part.json'), JSON.stringify(part));
  const place = ['--level', 'group', '--client', 'Harbour Dental', '--group', 'web'];
  expect(await answer<CallOutput<'savePolicyLevel'>>(['policy', 'save', 'part.json', ...place])).toMatchObject({
    level: 'group',
    subject: 'Web',
    version: 1,
  });
  expect((await fettle(['policy', 'show', ...place])).said).toContain('after every change');
  expect(JSON.parse((await fettle(['policy', 'show', ...place, '--body'])).said)).toEqual(part);
  writeFileSync(join(server.folder, 'part.json'), JSON.stringify({ ...part, failureBudget: 1 }));
  expect(await fettle(['policy', 'save', 'part.json', ...place])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('only the provider and the client'),
  });
  expect(await fettle(['group', 'remove', 'Web', '--client', 'Harbour Dental', '--because', 'Tried'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('Web hours'),
  });
  await answer(['policy', 'remove', ...place, '--because', 'Tried']);
  expect((await fettle(['policy', 'show', ...place])).told).toContain('what the levels above say holds there');
});

test('devices that enrol by the printed token are listed with what they miss', async () => {
  const made = await answer<CallOutput<'createToken'>>(['token', 'create', '--client', 'Harbour Dental', '--uses', '2']);
  expect(made.enrolLine).toContain(made.token);
  expect(made.caution).toContain('FETTLE_AGENT_LISTEN');
  for (const name of ['web-1', 'wéb-二']) devices.push(await enrolDevice({ agents: server.agents, token: made.token, name }));
  for (const device of devices) await device.speak();

  const page = await answer<CallOutput<'listDevices'>>(['devices', '--client', 'Harbour Dental']);
  expect(page.items.map(({ name, missingSecurity }) => [name, missingSecurity])).toEqual([
    ['web-1', 1],
    ['wéb-二', 1],
  ]);
  const effective = (await fettle(['policy', 'effective', '--device', 'web-1'])).said;
  expect(effective).toMatch(/restarts +where the change needs one +client Harbour Dental: Standard, version 2/);
  expect(effective).toContain('is in Web (rank 10): Its name, web-1, fits web-*.');
  expect(effective).toMatch(/selection rules +none/);
  expect((await fettle(['policy', 'selection', '--client', 'Harbour Dental'])).said).toMatch(
    /selected: 1 update on 2 devices[^]*openssl +3\.0\.17-1 +selected/,
  );
  const week = { name: 'a week', when: {}, action: { kind: 'defer', days: 7 } };
  const tried = join(server.folder, 'tried.json');
  writeFileSync(tried, JSON.stringify({ name: 'Tried', owner: 'Ops', reviewAt: '2099-01-01', rules: [week] }));
  expect((await fettle(['policy', 'coverage', '--client', 'Harbour Dental'])).said).toContain('broad: ');
  const unsaved = ['policy', 'selection', '--client', 'Harbour Dental', '--file', tried, '--level', 'device', '--device', 'web-1'];
  expect((await fettle(unsaved)).said).toMatch(/date unknown: 1 update on 1 device[^]*rule 1, “a week” asks how old it is/);
  expect((await fettle(['group', 'show', 'web', '--client', 'Harbour Dental'])).said).toMatch(/web-1 +Harbour Dental +in it/);
  expect((await fettle(['devices'])).said).toMatch(/web-1 +Harbour Dental +Bristol/);
  expect((await fettle(['device', 'wéb-二'])).said).toMatch(/Restart +It is a container \(lxc\): /);
  expect((await fettle(['device', 'wéb-二'])).said).toMatch(/openssl:amd64 +3\.0\.16-1 +3\.0\.17-1 +security +CVE-2026-1234/);
  // Counts over all clients are made a moment after the check-in.
  await expect.poll(async () => (await fettle(['updates'])).said, { timeout: 20_000 }).toMatch(/openssl:amd64 +3\.0\.17-1 +urgent +2/);
  expect((await fettle(['clients'])).said).toMatch(/Harbour Dental +2/);
  expect(await fettle(['device', 'web-9'])).toMatchObject({ exit: 1, told: expect.stringContaining('cli.not-found') });
});

test('a refusal of the client is recorded with its evidence, and stands in the register', async () => {
  expect((await fettle(['decisions'])).said).toBe('There is no decision like that.\n');
  const about = [
    'decide',
    '--client',
    'Harbour Dental',
    '--update',
    'openssl',
    '--recommended',
    'Install it',
    '--because',
    'Not before the fair',
  ];
  const refusal = ['--kind', 'exception', '--said', 'refused', '--by', 'Carla', '--evidence', 'Ticket 7', '--control', 'None'];
  expect(await fettle([...about, ...refusal])).toMatchObject({ exit: 1, told: expect.stringContaining('endsAt') });
  expect(await fettle([...about, ...refusal, '--until', 'Friday'])).toMatchObject({ exit: 2, told: expect.stringContaining('is no day') });
  const until = Temporal.Now.plainDateISO('UTC').add({ days: 60 }).toString();
  const made = await answer<CallOutput<'recordDecision'>>([...about, ...refusal, '--until', until, '--device', 'web-1']);
  expect(made).toMatchObject({
    title: 'openssl 3.0.17-1',
    scope: { kind: 'devices', ids: [devices[0]?.id ?? expect.any(String)] },
    clientSaid: 'refused',
    endsAt: `${until}T23:59:59.000Z`,
    reaches: 1,
  });
  expect((await fettle(['decisions', '--client', 'Harbour Dental'])).said).toMatch(
    /openssl 3\.0\.17-1 +exception +in force +Harbour Dental +web-1 +Carla refused/,
  );
  expect((await answer<CallOutput<'listDecisions'>>(['decisions', '--state', 'expired'])).items).toEqual([]);
  expect(await fettle(['decision', 'revoke', '00000000', '--because', 'x'])).toMatchObject({
    told: expect.stringContaining('cli.not-found'),
  });
  expect((await fettle(['decision', 'revoke', made.id.slice(-8), '--because', 'They agree'])).said).toMatch(/revoked/);
});

test('of systems it is said that nobody told how long they are supported; what no device runs is no matter of a decision', async () => {
  const { said } = await fettle(['lifecycle']);
  expect(said).toMatch(/the feed of life cycles was never taken\./);
  expect(said).toMatch(/Of what 2 devices run it is not known:\n {2}Debian GNU\/Linux 12/);
  expect(await fettle(['lifecycle', 'debian:10'])).toMatchObject({ exit: 1, told: expect.stringContaining('not-found') });
  const decide = [
    'decide',
    '--client',
    'Harbour Dental',
    '--release',
    'debian:10',
    '--recommended',
    'Replace it',
    '--because',
    'It has ended',
  ];
  const replace = [...decide, '--kind', 'replace', '--until', Temporal.Now.plainDateISO('UTC').add({ days: 60 }).toString()];
  expect(await fettle([...replace, '--replace-by', 'Debian 13'])).toMatchObject({
    exit: 2,
    told: expect.stringContaining('--responsible'),
  });
  expect(await fettle([...replace, '--replace-by', 'Debian 13', '--responsible', 'Ida'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('no device of this client'),
  });
  expect(await fettle([...decide, '--kind', 'replace', '--update', 'openssl'])).toMatchObject({ exit: 2 });
});

test('an issue of an update is recorded, raises its patch risk where it happens, and is resolved; a device says what it carries', async () => {
  const record = [
    'known-issue',
    'record',
    '--package',
    'openssl',
    '--manager',
    'apt',
    '--text',
    'AES takes twice as long.',
    '--from',
    '3.0.17-1',
  ];
  expect(await fettle([...record, '--kernel', '6.1'])).toMatchObject({ exit: 2, told: expect.stringContaining('--on') });
  const made = await answer<CallOutput<'recordKnownIssue'>>(record);
  expect((await fettle(['known-issues'])).said).toMatch(/openssl from 3\.0\.17-1 on +AES takes twice as long\. +everything +open/);
  const changed = await fettle([
    'device-change',
    'web-1',
    '--service',
    'the web shop',
    '--outage',
    'Nothing is sold',
    '--tier',
    'important',
  ]);
  expect(changed.said).toMatch(/Carries +the web shop/);
  expect(changed.said).toMatch(/openssl 3\.0\.17-1: patch risk high\. An issue is known \(openssl from 3\.0\.17-1 on\): AES takes/);
  expect((await fettle(['known-issue', 'resolve', made.id, '--because', 'It was ours'])).said).toContain('no longer happens');
  expect((await fettle(['known-issues'])).said).toBe('No issue is known that is like that.\n');
  expect((await fettle(['device-change', 'web-1', '--service', ''])).said).toMatch(/Carries +not set/);
  const exposed = async (word: string) => (await fettle(['device-change', 'web-1', '--exposure', word])).said;
  expect(await exposed('isolated')).toMatch(/Exposure +isolated, set by a person; measured: /);
  expect(await exposed('measured')).not.toContain('set by a person');
});

test('an update is lowered for a while, which every list of it says; and that is taken back', async () => {
  const say = ['urgency', 'say', '--client', 'Harbour Dental', '--update', 'openssl', '--because', 'Closed in May'];
  expect(await fettle([...say])).toMatchObject({ exit: 2, told: expect.stringContaining('--as') });
  expect(await fettle([...say, '--fault', 'stability'])).toMatchObject({ exit: 2, told: expect.stringContaining('--evidence') });
  expect(await fettle([...say, '--as', 'normal'])).toMatchObject({ exit: 1, told: expect.stringContaining('endsAt') });
  const until = Temporal.Now.plainDateISO('UTC').add({ days: 30 }).toString();
  const word = await answer<CallOutput<'recordUrgencyWord'>>([...say, '--as', 'normal', '--until', until, '--device', 'web-1']);
  expect(word).toMatchObject({ says: 'normal', endsAt: `${until}T23:59:59.000Z`, scopeNames: ['web-1'] });
  await expect
    .poll(async () => (await fettle(['urgency', 'list'])).said, { timeout: 20_000 })
    .toMatch(/openssl 3\.0\.17-1 +lowered to normal .+ Closed in May +Harbour Dental +web-1 .+ in force +urgent on 1 of 1 offer/);
  expect((await fettle(['device', 'web-1'])).said).toMatch(/decided normal until .+: Closed in May\.? By the rules it is urgent:/);
  expect((await fettle(['updates'])).said).toMatch(/openssl:amd64 +3\.0\.17-1 +urgent \(.+ would lower it\)/);
  expect((await fettle(['desk'])).said).toMatch(/openssl 3\.0\.17-1 +new +urgent \(.+ would lower it\)/);
  const back = await fettle(['urgency', 'take-back', word.id, '--because', 'It is open']);
  expect(back.said).toMatch(/Taken back .+: It is open/);
  expect((await fettle(['urgency', 'list'])).said).toBe('Nobody said anything: the rules alone decide.\n');
});

test('the desk shows what is new, and records exactly what its preview showed', async () => {
  expect((await fettle(['desk'])).said).toMatch(/openssl 3\.0\.17-1 +new +urgent .+ deploy at 1\b.* apt:openssl:3\.0\.17-1/);
  expect(await fettle(['desk', '--leave', 'apt:openssl:3.0.17-1'])).toMatchObject({ exit: 2 });
  expect((await fettle(['desk', '--preview', '--leave', 'apt:openssl:3.0.17-1'])).said).toBe('Nothing would be recorded.\n');
  const mistyped = await fettle(['desk', '--preview', '--leave', 'apt:openssl:3.0.17']);
  expect(mistyped).toMatchObject({ exit: 2, told: expect.stringContaining('is not on this desk') });
  const preview = await answer<CallOutput<'previewDesk'> & { receipt: string }>(['desk', '--preview']);
  expect(preview.decisions).toMatchObject([{ title: 'openssl 3.0.17-1', kind: 'deploy' }]);
  expect(await fettle(['desk', '--confirm', 'yes'])).toMatchObject({ exit: 2, told: expect.stringContaining('no receipt') });
  const other = preview.receipt.replace(/\/.*/, '/else');
  expect(await fettle(['desk', '--confirm', other])).toMatchObject({ exit: 1, told: expect.stringContaining('desk.changed') });
  expect((await fettle(['desk', '--confirm', preview.receipt, '--through'])).said).toContain('1 decision recorded.');
  expect((await fettle(['decisions', '--kind', 'deploy'])).said).toMatch(/openssl 3\.0\.17-1 +deploy +in force/);
  expect((await fettle(['desk', '--since', '7d'])).said).toContain('decided at 1');
});

test('an approver is admitted by the root key file, and nobody else’s root key is taken', async () => {
  await answer(['trust', 'key', 'create', '--out', 'anna.key']);
  await answer(['trust', 'key', 'create', '--out', 'stranger.key']);
  const add = ['trust', 'approver', 'add', '--name', 'Anna', '--public-key', 'anna.key.pub', '--client', 'Harbour Dental'];
  expect(await fettle([...add, '--root-key', 'stranger.key'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('another root key'),
  });
  expect(await answer<CallOutput<'getTrust'>>(add)).toMatchObject({ authorityVersion: 2, approvers: [{ name: 'Anna' }] });
  expect(await answer<CallOutput<'getTrust'>>(['trust', 'renew', '--days', '100'])).toMatchObject({
    authorityVersion: 3,
    approvers: [{ name: 'Anna' }],
  });
  const shown = await fettle(['trust', 'show']);
  expect(shown.said).toContain('Signed by the trusted root key');
  expect(shown.said).toContain('The root key still lies on the server');
  expect(await fettle(['trust', 'show', '--trust', 'f'.repeat(64)])).toMatchObject({
    exit: 1,
    said: '',
    told: expect.stringContaining('authority.not-by-root'),
  });
  expect((await fettle(['trust', 'move-root'])).said).toContain('shred -u');
  expect(existsSync(join(server.keys, 'root.key'))).toBe(true);

  // What the root key signed last lies beside it: from there it goes on where a server fell back.
  const memory = join(server.keys, 'root.key.authority.json');
  expect(await answer<CallOutput<'getTrust'>>(['trust', 'renew', '--from', memory])).toMatchObject({
    authorityVersion: 4,
    approvers: [{ name: 'Anna' }],
  });
});

test('a browser key that asked is admitted by the fingerprint that its owner reads out', async () => {
  const browser = generateKey();
  const asked = await enterAndAskAdmission(server.people, server.link(), 'Bèn', browser);
  expect((await fettle(['trust', 'show'])).said).toMatch(new RegExp(`Bèn +Firefox at the desk .*${browser.keyid}`));

  // By what the server calls it, only once somebody has compared the fingerprint.
  expect(await fettle(['trust', 'admit', asked.id])).toMatchObject({
    exit: 2,
    said: '',
    told: expect.stringContaining(formatFingerprint(browser.keyid)),
  });
  const no = { terminal: true, answers: ['y'] };
  expect(await fettle(['trust', 'admit', 'bèn'], no)).toMatchObject({ exit: 1, told: expect.stringContaining('cli.not-confirmed') });
  expect((await answer<CallOutput<'getTrust'>>(['trust', 'show'])).authorityVersion).toBe(4);

  const admitted = await answer<CallOutput<'getTrust'>>(['trust', 'admit', browser.keyid, '--days', '30']);
  expect(admitted.approvers).toContainEqual(
    expect.objectContaining({ keyid: browser.keyid, name: 'Bèn', personId: asked.personId, clients: '*' }),
  );
  expect(admitted.admissions).toMatchObject([{ keyid: browser.keyid, admitted: true }]);

  // A key file is his too, when it is said: then the two are one approver. It stays his when it is admitted for longer.
  await answer(['trust', 'key', 'create', '--out', 'ben.key']);
  const add = ['trust', 'approver', 'add', '--name', 'Bèn, file', '--public-key', 'ben.key.pub'];
  const his = expect.objectContaining({ name: 'Bèn, file', personId: asked.personId });
  expect((await answer<CallOutput<'getTrust'>>([...add, '--person', 'First@example.test'])).approvers).toContainEqual(his);
  expect((await answer<CallOutput<'getTrust'>>([...add, '--days', '400'])).approvers).toContainEqual(his);
  expect(await fettle([...add, '--person', 'nobody@example.test'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('cli.not-found'),
  });
  await answer(['trust', 'approver', 'remove', 'Bèn, file']);
  expect(await fettle(['trust', 'admit', 'f'.repeat(64)])).toMatchObject({ exit: 1, told: expect.stringContaining('cli.not-found') });
});

test('a server can be added to the authority and taken out, but not the last one', async () => {
  const add = ['trust', 'server', 'add', '--name', 'spare', '--public-key', 'stranger.key.pub'];
  expect((await answer<CallOutput<'getTrust'>>(add)).authority).toMatchObject({ servers: [{ name: 'first server' }, { name: 'spare' }] });
  // The server refuses an authority without its own key: its devices would stop listening to it.
  expect(await fettle(['trust', 'server', 'remove', 'first server'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('authority.invalid'),
  });
  expect((await answer<CallOutput<'getTrust'>>(['trust', 'server', 'remove', 'spare'])).authority).toMatchObject({
    servers: [{ name: 'first server' }],
  });
  expect(await fettle(['trust', 'server', 'remove', 'first server'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('trust.last-server'),
  });
  expect(await fettle(['trust', 'approver', 'add', '--name', '', '--public-key', 'anna.key.pub'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('authority.malformed'),
  });
});

let planned: Deployment;

test('a plan waits for the simulations and shows what would be done', async () => {
  const plan = ['deploy', 'plan', '--client', 'Harbour Dental', '--update', 'openssl', '--title', 'OpenSSL'];
  const { exit, said, told } = await whileDevicesSpeak(fettle([...plan, '--progress']));
  expect({ exit, told }).toEqual({ exit: 0, told: expect.stringContaining('of 2 devices have simulated') });
  expect(said).toContain('openssl:amd64 3.0.16-1 → 3.0.17-1');
  expect(said).toMatch(/Ring 1, test: 1 device/);
  planned = await answer<Deployment>(['deploy', 'show', 'openssl']);
  expect(planned).toMatchObject({ title: 'OpenSSL', status: 'active', holds: [{ reason: 'approval' }] });
  expect(said).toContain(`fettle deploy approve ${planned.id}`);
  expect((await fettle(['deploy', 'show', planned.id.slice(-8), '--spec'])).said).toContain('Fingerprint');
});

test.each([
  ['a key that others can read', ['--key', 'open.key', '--yes', '2'], 1, 'can be read by others'],
  ['a key that is not admitted', ['--key', 'stranger.key', '--yes', '2'], 1, 'trust.not-admitted'],
  ['another number of devices', ['--key', 'anna.key', '--yes', '3'], 1, 'cli.not-confirmed'],
  ['nobody to ask', ['--key', 'anna.key'], 2, 'There is no terminal to ask at'],
  ['no key', [], 2, 'required option'],
])('an approval with %s is not signed', async (_what, args, exit, part) => {
  writeFileSync(join(server.folder, 'open.key'), readFileSync(join(server.folder, 'anna.key')));
  chmodSync(join(server.folder, 'open.key'), 0o644);
  expect(await fettle(['deploy', 'approve', planned.id, ...args])).toMatchObject({ exit, said: '', told: expect.stringContaining(part) });
  expect((await answer<Deployment>(['deploy', 'show', planned.id])).approvals).toEqual([]);
});

test('a person types the number of devices, and the devices do it', async () => {
  expect(await fettle(['deploy', 'watch', planned.id, '--timeout', '0'])).toMatchObject({ exit: 5 });
  const approve = fettle(['deploy', 'approve', planned.id, '--key', 'anna.key'], {
    terminal: true,
    answers: ['2'],
    env: { NO_COLOR: '1' },
  });
  const { exit, said, told } = await approve;
  expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('Approved: 2 devices.') });
  expect(told).toContain('Type the number of devices to approve this with Anna: ');
  expect(told).toContain('openssl:amd64 3.0.16-1 → 3.0.17-1');

  const watched = await whileDevicesSpeak(fettle(['deploy', 'watch', planned.id, '--timeout', '1']));
  expect(watched).toMatchObject({ exit: 0, said: expect.stringMatching(/2 verified/) });
  expect(watched.said).toContain('Anna');
  expect(await answer<Deployment>(['deploy', 'watch', planned.id])).toMatchObject({ status: 'succeeded', verified: 2 });
});

test('the way back is a deployment of its own that is planned like any other', async () => {
  const ahead = await fettle(['deploy', 'rollback', planned.id, '--preview']);
  expect(ahead).toMatchObject({ exit: 0, said: expect.stringContaining('2 devices would go back, 0 would stay as they are.') });
  expect(ahead.said).toContain('openssl 3.0.17-1 → 3.0.16-1');
  expect((await fettle(['deploy', 'rollback', planned.id])).told).toContain('wants its reason');
  const rollback = ['deploy', 'rollback', planned.id, '--because', 'The application did not like it.'];
  const { exit, said } = await whileDevicesSpeak(fettle(rollback));
  expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('openssl:amd64 3.0.17-1 → 3.0.16-1') });
  expect(said).toContain(`${planned.id} (rollback)`);
  const id = /deploy approve (\S+)/.exec(said)?.[1] ?? '';
  expect((await fettle(['deploy', 'cancel', id, '--because', 'It was a drill.'])).exit).toBe(0);

  expect((await fettle(['rebuild', 'list'])).said).toContain('No rebuild is awaited.');
  const wish = ['rebuild', 'await', planned.id, '--device', 'web-1', '--because', 'It does not start any more'];
  expect((await fettle(wish)).told).toContain('A rebuild was not approved as the way back of this device');
  const report = ['rebuild', 'report', 'web-1', '--as', 'done', '--note', 'From the image'];
  expect((await fettle(report)).told).toContain('fettle rebuild list shows them');
});

test('a deployment is held, released and cancelled with a reason, and the exit code says so', async () => {
  const plan = ['deploy', 'plan', '--client', 'Harbour Dental', '--update', 'openssl', '--title', 'Again', '--device', 'web-1'];
  const made = await whileDevicesSpeak(fettle([...plan, '--json']));
  const { id } = JSON.parse(made.said) as Deployment;
  expect((await answer<Deployment>(['deploy', 'hold', id, '--because', 'The owner asked.'])).holds.map(({ reason }) => reason)).toContain(
    'operator',
  );
  expect((await fettle(['deploy', 'watch', id, '--until', 'held'])).exit).toBe(0);
  expect((await answer<Deployment>(['deploy', 'release', id, '--because', 'Asked again.'])).holds.map(({ reason }) => reason)).toEqual([
    'approval',
  ]);
  const promote = (ring: string) => fettle(['deploy', 'promote', id, '--ring', ring, '--because', 'It is exploited.']);
  expect(await promote('nowhere')).toMatchObject({ exit: 2, told: expect.stringContaining('no ring “nowhere”. It has: ') });
  const [first] = (await answer<Deployment>(['deploy', 'show', id])).rings;
  expect(await promote(first?.name ?? '')).toMatchObject({ exit: 1, told: expect.stringContaining('release it first') });
  expect((await fettle(['deploy', 'cancel', id, '--because', 'Not needed.'])).exit).toBe(0);
  // Where the engine is looking at it just then, the look after that ends it.
  await expect.poll(async () => (await answer<Deployment>(['deploy', 'show', id])).status, { timeout: 10_000 }).toBe('cancelled');
  expect((await fettle(['deploy', 'watch', id])).exit).toBe(7);
  expect(await fettle(['deploy', 'hold', id, '--because', 'Too late.'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('deployment.'),
  });
});

test('a campaign is proposed, approved in one act, stopped, released and left out', async () => {
  type Campaign = CallOutput<'getCampaign'>;
  type Forecast = CallOutput<'forecastCampaign'>;
  expect((await fettle(['campaign', 'propose', '--title', 'X', '--owner', 'Ops'])).told).toContain('Say what it brings');
  const about = ['--package', 'openssl', '--manager', 'apt', '--fixed', '3.0.17-1'];
  const { id } = await answer<Campaign>([
    'campaign',
    'propose',
    '--title',
    'Everywhere',
    '--owner',
    'Ops',
    ...about,
    '--client',
    'Harbour Dental',
  ]);
  expect((await fettle(['campaign', 'approve', id, '--key', 'anna.key'])).exit).toBe(5);
  const planned = whileDevicesSpeak(
    (async () => {
      for (let tries = 0; tries < 100; tries += 1) {
        const { items } = await answer<Campaign>(['campaign', 'show', id]);
        if (items[0]?.standing === 'approval') break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return fettle(['campaign', 'show', 'Everywhere']);
    })(),
  );
  expect((await planned).said).toMatch(/Harbour Dental\s+Waits for approval/);
  const forecast = await fettle([
    'campaign',
    'forecast',
    id,
    '--client',
    'Harbour Dental',
    '--away',
    '20%',
    '--runs',
    '3',
    '--csv',
    'ahead.csv',
  ]);
  expect(forecast).toMatchObject({
    exit: 0,
    said: expect.stringContaining('Assumed: 20 % of the devices are away for about 2 days, 1 % fail'),
  });
  expect(forecast.said).toMatch(/Harbour Dental\s+\d{4}-\d\d-\d\d/);
  const lines = (await fettle(['campaign', 'forecast', id, '--runs', '3', '--csv', '-'])).said.split('\r\n');
  expect(lines).toEqual([expect.stringMatching(/^client,state,/), expect.stringMatching(/^Harbour Dental,computed,,\d/), '']);
  expect((await answer<Forecast>(['campaign', 'forecast', id, '--runs', '1', '--approve-after', 'never'])).items).toMatchObject([
    { forecast: { succeeded: 0, holds: [] } },
  ]);
  expect((await fettle(['campaign', 'forecast', id, '--away', 'many'])).told).toContain('is no share');
  const reached = (await answer<Campaign>(['campaign', 'show', id])).devices;
  expect((await fettle(['campaign', 'approve', id, '--key', 'stranger.key', '--yes', String(reached)])).told).toContain(
    'trust.not-admitted',
  );
  expect((await fettle(['campaign', 'stop', id, '--because', 'Wait for the vendor'])).said).toContain(
    'stopped for 1 of 1 clients'.slice(8),
  );
  const { exit, said, told } = await fettle(['campaign', 'approve', id, '--key', 'anna.key', '--yes', String(reached)]);
  expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('Approved: 1 of 1 specs') });
  expect(told).toContain('openssl:amd64 3.0.16-1 → 3.0.17-1');
  expect((await fettle(['campaign', 'release', id, '--because', 'It is fine'])).exit).toBe(0);
  const left = await answer<Campaign>(['campaign', 'leave-out', id, '--client', 'Harbour Dental', '--because', 'Not this one']);
  expect(left.items).toMatchObject([{ standing: 'left-out', detail: 'Not this one' }]);
  expect((await fettle(['campaign', 'list'])).said).toMatch(/Everywhere\s+over/);
});

test('nothing is put off where a policy takes all of it', async () => {
  const { items, computing } = await answer<CallOutput<'getPutOff'>>(['put-off', '--client', 'Harbour Dental']);
  expect([items.length, items[0]?.putOff?.updates, computing]).toEqual([1, 0, 0]);
  expect((await fettle(['put-off'])).said).toBe('Nothing is put off.\n');
  expect((await fettle(['put-off', '--client', 'Nobody'])).exit).not.toBe(0);
});

test('fleet-report: a table, files that are written whole, and what it does not take', async () => {
  const { items } = await answer<CallOutput<'listFleetReport'>>(['fleet-report', 'missing', '--client', 'Harbour Dental']);
  const [first] = items;
  expect(first?.cells['client']).toBe('Harbour Dental');
  expect((await fettle(['fleet-report', 'missing'])).said).toContain(first?.cells['package'] ?? '?');
  const { files } = await answer<{ files: { path: string; bytes: number }[] }>([
    'fleet-report',
    'missing',
    '--csv',
    'missing.csv',
    '--xlsx',
    'missing.xlsx',
  ]);
  expect(files.map(({ bytes }) => bytes > 100)).toEqual([true, true]);
  expect((await fettle(['fleet-report', 'installed', '--days', '3'])).said).toMatch(/web-1\s+openssl\s+3\.0\.16-1\s+3\.0\.17-1/);
  expect((await fettle(['fleet-report', 'installed', '--text', 'nothing'])).said).toBe('Recently installed: no rows.\n');
  expect((await fettle(['fleet-report', 'missing', '--days', '3'])).exit).toBe(2);
  expect((await fettle(['fleet-report', 'everything'])).exit).toBe(2);
});

test('month: how it stands so far, as text and as a document; months: all clients beside each other', async () => {
  const { report, made } = await answer<CallOutput<'getMonth'>>(['month', 'Harbour Dental']);
  expect([made, report.client.name]).toEqual([null, 'Harbour Dental']);
  const { said } = await fettle(['month', 'Harbour Dental']);
  for (const words of ['Harbour Dental, ', 'not yet: this is how it stands so far', 'Documentation is updated'])
    expect(said).toContain(words);
  const { files } = await answer<{ files: { bytes: number }[] }>(['month', 'Harbour Dental', '--html', 'month.html']);
  expect(files.map(({ bytes }) => bytes > 1000)).toEqual([true]);
  expect((await fettle(['months'])).said).toMatch(/Harbour Dental\s+no report/);
  expect((await fettle(['months', '--client', 'Harbour Dental'])).said).toContain('No month is reported yet.');
  expect((await fettle(['month', 'Harbour Dental', '--of', '2026-13'])).exit).toBe(2);
  expect((await fettle(['month', 'Harbour Dental', '--of', '1999-12'])).exit).not.toBe(0);
});

test('checklist: twelve steps with their reasons; a failing one ends the command with 1', async () => {
  const { steps } = JSON.parse((await fettle(['checklist', 'Harbour Dental', '--json'])).said) as CallOutput<'getChecklist'>;
  const { said, exit } = await fettle(['checklist', 'Harbour Dental']);
  for (const { step, title, state } of steps) expect(said).toContain(`${step}. ${title}: ${state}`);
  expect(exit).toBe(steps.some(({ state }) => state === 'failing') ? 1 : 0);
  expect(said).toContain('unknown: Whether there are machines without agent is not known');
  expect((await fettle(['checklist', 'Nobody'])).exit).not.toBe(0);
  const past = await fettle(['checklist', 'Harbour Dental', '--day', '2020-02-29']);
  expect(past).toMatchObject({ exit: 0 });
  expect(past.said).toMatch(/2020-02-29\n1\. .*: unknown\n.*for the first time on/);
  expect((await fettle(['checklist', 'Harbour Dental', '--day', '2999-01-01'])).exit).not.toBe(0);
  const failing = steps.filter((one) => one.state === 'failing').map(({ step }) => step);
  expect((await fettle(['checklists'])).said).toMatch(new RegExp(`Harbour Dental\\s+${failing.length === 0 ? '-' : failing.join(' ')}\\s`));
  expect((await fettle(['checklists', '--step', '12', '--state', 'good'])).said).toBe('No client.\n');
  expect((await fettle(['checklists', '--step', '13'])).exit).not.toBe(0);
  expect((await fettle(['checklist', 'Harbour Dental', '--site', 'Bristol'])).said).toMatch(/^Harbour Dental, site Bristol, /);
  expect((await fettle(['checklist', 'Harbour Dental', '--site', 'Bristol', '--day', '2020-02-29'])).exit).not.toBe(0);
  expect((await fettle(['checklist', 'Harbour Dental', '--group', 'nothing'])).exit).not.toBe(0);
});

test('the rules of the twelve steps are shown, made stricter with a reason, and set back', async () => {
  expect((await fettle(['checklist-rules'])).said).toContain('within 48 hours (the standard is 48)');
  expect((await fettle(['checklist-rules', '--scan-hours', '24'])).exit).toBe(2);
  const because = ['--because', 'We promise it'];
  expect((await fettle(['checklist-rules', '--scan-hours', '24', '--attention-fails', '1,5', ...because])).said).toMatch(
    /within 24 hours.*\n.*\n.*failing in: 1, 5\.\nSet .* by .*: We promise it/,
  );
  expect((await fettle(['checklist-rules', '--risk-days', '1', ...because])).exit).not.toBe(0);
  const back = ['checklist-rules', '--standard', ...because];
  expect(await answer(back)).toMatchObject({ scanHours: 48, riskDays: 3, attentionFails: [], version: 2 });
});

test('an audit is started, filled, concluded and printed by command, and its action ends', async () => {
  const of = 'Harbour Dental';
  expect((await fettle(['audit', 'list', of])).said).toContain('was never audited');
  expect(await fettle(['audit', 'conclude', of, '--conclusion', 'Well'])).toMatchObject({ said: '' });
  const because = ['--because', 'We promise it'];
  const step = ['--add-step', 'Keys are counted', '--good', 'Nobody has one who left', '--judge', 'The lead', '--every', '6'];
  expect((await fettle(['audit', 'rules', '--months', '6', ...step, ...because])).said).toMatch(/once in 6 months[^]*Keys are counted/);
  await answer(['audit', 'start', of, '--auditor', 'Ada']);
  const found = ['--severity', 'serious', '--text', 'Never restored', '--step', '5'];
  const { findings } = await answer<CallOutput<'addProcessAuditFinding'>>(['audit', 'finding', of, ...found]);
  const mends = ['--finding', findings[0]?.id.slice(-8) ?? ''];
  const action = ['audit', 'action', of, '--text', 'Restore it', '--due', '2099-01-31'];
  expect((await fettle(action)).exit).toBe(2);
  const { actions } = await answer<CallOutput<'addProcessAuditAction'>>([...action, '--owner', 'Bea', ...mends]);
  expect(actions).toMatchObject([{ owner: 'Bea', findingId: findings[0]?.id }]);
  expect((await fettle(['audit', 'judge', of, 'keys are counted', '--result', 'failing', '--note', 'Two are'])).said).toContain('Two are');
  expect((await fettle(['audit', 'conclude', of, '--conclusion', 'Nearly well'])).said).toMatch(
    /Nearly well[^]*12 +Documentation is updated/,
  );
  const closed = ['audit', 'close-action', of, actions[0]?.id.slice(-8) ?? '', '--done', 'Restored it', '--person', 'Bea'];
  expect((await fettle(closed)).said).toContain('done by Bea: Restored it');
  expect((await fettle(['audit', 'interval', of, '--months', '3', ...because])).said).toMatch(/due on .*[^]*3 months, the client’s own/);
  const { files } = await answer<{ files: { bytes: number }[] }>(['audit', 'show', of, '--html', 'audit.html']);
  expect(files.map(({ bytes }) => bytes > 1000)).toEqual([true]);
});

test('the emergency lane is on, and is switched off and on again', async () => {
  expect((await fettle(['campaign', 'emergency'])).said).toContain('becomes a prepared campaign by itself');
  expect((await fettle(['campaign', 'emergency', 'off'])).said).toMatch(/is off: nobody prepares a campaign.*\nSet .* by /);
  expect(await answer(['campaign', 'emergency'])).toMatchObject({ on: false });
  expect(await answer(['campaign', 'emergency', 'on'])).toMatchObject({ on: true });
  expect((await fettle(['campaign', 'emergency', 'perhaps'])).exit).toBe(2);
});

test('a deployment whose device fails ends the watch with exit code 6', async () => {
  const { token } = await answer<CallOutput<'createToken'>>(['token', 'create', '--client', 'Harbour Dental']);
  devices = [await enrolDevice({ agents: server.agents, token, name: 'worn', how: 'failed' })];
  for (const device of devices) await device.speak();
  const made = await whileDevicesSpeak(
    fettle(['deploy', 'plan', '--client', 'Harbour Dental', '--policy', '--device', 'worn', '--title', 'Worn', '--json']),
  );
  const { id } = JSON.parse(made.said) as Deployment;
  expect((await fettle(['deploy', 'approve', id, '--key', 'anna.key', '--yes', '1'])).exit).toBe(0);
  expect((await whileDevicesSpeak(fettle(['deploy', 'watch', id, '--until', 'held', '--timeout', '1']))).exit).toBe(0);
  expect((await fettle(['deploy', 'release', id, '--because', 'We accept it.', '--accept-all'])).exit).toBe(0);
  expect((await whileDevicesSpeak(fettle(['deploy', 'watch', id, '--timeout', '1']))).exit).toBe(6);
});

test('a panic stop is signed by an approver for his client, and ended by the root key', async () => {
  expect(await fettle(['trust', 'stop', '--key', 'stranger.key'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('authority.invalid'),
  });
  expect((await answer<CallOutput<'getTrust'>>(['trust', 'stop', '--key', 'anna.key', '--client', 'Harbour Dental'])).stop).toMatchObject({
    state: 'stop',
    version: 1,
  });
  expect((await fettle(['trust', 'show'])).said).toContain('PANIC STOP');
  expect(
    (await answer<CallOutput<'getTrust'>>(['trust', 'go', '--key', 'keys/root.key', '--client', 'Harbour Dental'])).stop,
  ).toMatchObject({ state: 'go', version: 2 });
});

test('a script is signed with the root key, handed in, shown, taken back by the authority, and handed out no more', async () => {
  writeFileSync(join(server.folder, 'backup.sh'), '#!/bin/sh -eu\ntar -cf /srv/etc.tar /etc\n');
  const sign = ['trust', 'sign-command', 'backup.sh', '--name', 'back up', '--purpose', 'before-change', '--client', 'Harbour Dental'];
  const { document } = await answer<{ document: string }>([...sign, '--seconds', '90', '--root-key', 'keys/root.key']);
  expect(await fettle(['command', 'add', 'backup.sh'])).toMatchObject({ exit: 2 });
  expect((await fettle(['command', 'add', 'backup.sh.command.json'])).said).toContain('/bin/sh -eu SCRIPT, as root, 90 seconds at most');
  expect((await fettle(['command', 'add', 'backup.sh.command.json'])).told).toContain('conflict.exists');
  expect((await fettle(['command', 'list'])).said).toMatch(/back up\s+before a change\s+1 client\s+.*may be run/);
  expect((await fettle(['command', 'show', document.slice(0, 12)])).said).toContain('tar -cf /srv/etc.tar /etc');
  // Another key than the root's, and a script that was changed after it was signed, are refused.
  await fettle([...sign, '--root-key', 'anna.key', '--output', 'forged.json']);
  expect((await fettle(['command', 'add', 'forged.json'])).told).toContain('command.invalid');
  const file = JSON.parse(readFileSync(join(server.folder, 'backup.sh.command.json'), 'utf8')) as object;
  writeFileSync(join(server.folder, 'changed.json'), JSON.stringify({ ...file, script: Buffer.from('id').toString('base64') }));
  expect((await fettle(['command', 'add', 'changed.json'])).told).toContain('has the hash');
  const withdrawn = await answer<CallOutput<'getTrust'>>(['trust', 'withdraw-command', 'back up']);
  expect(withdrawn.authority).toMatchObject({ withdrawnCommands: [document] });
  expect((await fettle(['command', 'list'])).said).toContain('withdrawn');
  expect((await fettle(['command', 'remove', 'back up'])).said).toContain('handed out no more');
  expect((await fettle(['command', 'list'])).said).toContain('No command has been handed in');
});

test('a policy is signed for a while by command, listed, and revoked', async () => {
  const client = ['--client', 'Harbour Dental'];
  const signing = ['policy', 'approve', ...client, '--key'];
  expect(await fettle([...signing, 'anna.key'])).toMatchObject({
    exit: 2,
    told: expect.stringMatching(/security.*Sign|Restarts[^]*no terminal to ask at/),
  });
  expect(await fettle([...signing, 'stranger.key', '--yes'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('trust.not-admitted'),
  });
  expect(await fettle([...signing, 'anna.key', '--yes', '--until', '2020-01-01'])).toMatchObject({
    exit: 2,
    told: expect.stringContaining('within a year'),
  });
  const signed = await answer<CallOutput<'approvePolicy'>>([...signing, 'anna.key', '--yes']);
  expect(signed).toMatchObject({ state: 'in force', clientName: 'Harbour Dental', deployments: 0 });
  expect(signed.statement).toContain('run without a further signature');
  expect((await fettle(['policy', 'approvals', ...client])).said).toMatch(/in force .*Deployments within it are approved by it/);
  const revoke = ['policy', 'approval-revoke', signed.id.slice(-8), '--because', 'Only a try'];
  expect((await fettle(revoke)).said).toContain('Only a try');
  expect(await fettle(['policy', 'approval-revoke', 'nothing-like-it', '--because', 'Only a try'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('cli.not-found'),
  });
});

test('panic stops are written for the second address, and signed into the file where the server is away', async () => {
  expect((await fettle(['stop', 'export', 'stops.json'])).said).toContain('1 stops');
  const signed = ['stop', 'sign', 'stops.json', '--key', 'anna.key', '--client', 'c1'];
  expect(await fettle([...signed, '--json'])).toMatchObject({ exit: 0, said: expect.stringContaining('"version": 3') });
  const file = JSON.parse(readFileSync(join(server.folder, 'stops.json'), 'utf8')) as { format: string; stops: unknown[] };
  expect([file.format, file.stops.length]).toEqual(['fettle-stops/1', 2]);
  writeFileSync(join(server.folder, 'other.json'), '{}');
  expect((await fettle(['stop', 'sign', 'other.json', '--key', 'anna.key'])).told).toContain('no file of panic stops');
});

test('somebody who was removed may not approve any more', async () => {
  expect(await answer<CallOutput<'getTrust'>>(['trust', 'approver', 'remove', 'anna'])).toMatchObject({ approvers: [{ name: 'Bèn' }] });
  const made = await whileDevicesSpeak(
    fettle(['deploy', 'plan', '--client', 'Harbour Dental', '--policy', '--device', 'worn', '--title', 'Late', '--json']),
  );
  const { id } = JSON.parse(made.said) as Deployment;
  expect(await fettle(['deploy', 'approve', id, '--key', 'anna.key', '--yes', '1'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('trust.not-admitted'),
  });
});

test('the installation report comes as a page and as a PDF', async () => {
  const { exit, said } = await fettle(['deploy', 'report', planned.id]);
  expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('web-1') });
  expect((await fettle(['deploy', 'report', planned.id, '--pdf', 'report.pdf'])).exit).toBe(0);
  expect(readFileSync(join(server.folder, 'report.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
});

test.each([
  ['of a client', ['--client', 'Harbour Dental']],
  ['of the provider', []],
])('the exported audit trail %s agrees with itself and was signed by a server that the root key names', async (_whose, of) => {
  expect((await fettle(['evidence', 'export', ...of, '--out', 'audit.jsonl'])).exit).toBe(0);
  const { exit, said, told } = await fettle(['evidence', 'verify', 'audit.jsonl', '--json']);
  const report = JSON.parse(said) as EvidenceReport;
  // Entries after the last daily checkpoint are not proven yet, and said to be so.
  expect({ exit, told, problems: report.problems, trust: report.trust }).toEqual({
    exit: report.unproven.length === 0 ? 0 : 8,
    told: '',
    problems: [],
    trust: 'root',
  });
  expect(report.linkedTo).toBe(report.entries?.last);

  const lines = readFileSync(join(server.folder, 'audit.jsonl'), 'utf8').split('\n');
  writeFileSync(join(server.folder, 'audit.jsonl'), lines.toSpliced(2, 1).join('\n'));
  expect((await fettle(['evidence', 'verify', 'audit.jsonl'])).exit).toBe(1);
});

test('evidence pack: verified without the server, and a byte that is another is found in whatever file it is', async () => {
  const year = ['--from', '2026-01-01', '--until', new Date().toISOString().slice(0, 10)];
  const make = (...more: string[]) => fettle(['evidence', 'pack', 'Harbour Dental', ...year, '--out', 'pack.zip', ...more]);
  expect((await make('--framework', 'soc-2')).said).toContain('Verify it with: fettle evidence verify pack.zip');
  const verify = async (file: string) => JSON.parse((await fettle(['evidence', 'verify', file, '--json'])).said) as PackReport;
  expect(await verify('pack.zip')).toMatchObject({
    verdict: 'verified',
    problems: [],
    trail: { trust: 'root' },
    manifest: { client: { name: 'Harbour Dental' } },
  });
  expect((await fettle(['evidence', 'verify', 'pack.zip'])).said).toContain('VERIFIED: every file is as the trusted server recorded it.');

  const path = join(server.folder, 'pack.zip');
  const { files } = await readPack(server.folder, 'pack.zip');
  const names = files.map((one) => one.path);
  for (const name of ['answers.html', 'answers.json', 'population/deadlines.csv', 'samples/01/report.html', 'audit.jsonl'])
    expect(names).toContain(name);
  const bytes = readFileSync(path);
  const zip = await openPromise(path, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry);
    const other = Buffer.from(bytes);
    const place = fileDataStart + Math.floor(entry.compressedSize / 2);
    other.writeUInt8((other.readUInt8(place) ^ 0x10) & 0xff, place);
    writeFileSync(join(server.folder, 'other.zip'), other);
    const report = await verify('other.zip');
    expect(report.verdict).toBe('broken');
    expect(report.problems.map((one) => one.path)).toContain(entry.fileName);
  }
  writeFileSync(join(server.folder, 'other.zip'), bytes.subarray(0, bytes.length - 40));
  expect((await fettle(['evidence', 'verify', 'other.zip'])).exit).toBe(1);
  expect((await make('--framework', 'nothing')).exit).toBe(1);
  expect(
    (
      await fettle([
        'evidence',
        'pack',
        'Harbour Dental',
        '--framework',
        'soc-2',
        '--from',
        '2026-02-01',
        '--until',
        '2026-01-01',
        '--out',
        'x.zip',
      ])
    ).told,
  ).toContain('ends before it begins');
});

test('a key that the server does not know is told so', async () => {
  const env = { FETTLE_API_KEY: `fettle_0199aaaa-0000-7000-8000-000000000001_${'x'.repeat(43)}` };
  expect(await fettle(['status'], { env })).toMatchObject({ exit: 4, said: '', told: expect.stringContaining('sign-in.required') });
});

test('limits are set one by one, and a cluster is named, changed and removed', async () => {
  const of = ['--client', 'Harbour Dental'];
  expect((await fettle(['capacity', 'limit', ...of, '--at-once', '5', '--disturbed-percent', '20'])).said).toMatch(
    /The whole client +5 at once, 20 percent disturbed at once/,
  );
  expect((await fettle(['capacity', 'limit', ...of, '--at-once', 'none'])).said).toMatch(/The whole client +20 percent/);
  expect((await fettle(['capacity', 'limit', '--per-hour', '300'])).said).toMatch(/Over all clients +300 an hour/);
  const line = ['capacity', 'limit', ...of, '--site', 'Bristol'];
  expect(await fettle(['capacity', 'limit', ...of, '--bandwidth', '20'])).toMatchObject({
    exit: 2,
    told: expect.stringContaining('--site'),
  });
  expect(await fettle([...line, '--bandwidth-hours', '20:00-06:00=100'])).toMatchObject({
    exit: 2,
    told: expect.stringContaining('say --bandwidth'),
  });
  expect((await fettle([...line, '--bandwidth', '20', '--bandwidth-hours', '20:00-06:00=100'])).said).toMatch(
    /Site Bristol +20 Mbit\/s for downloads, 100 from 20:00 to 06:00/,
  );
  expect((await fettle([...line, '--downloads', '3'])).said).toMatch(
    /Site Bristol +3 downloads at once, 20 Mbit\/s for downloads, 100 from/,
  );
  expect((await fettle([...line, '--bandwidth-hours', '25:00-06:00=100'])).exit).not.toBe(0);
  expect((await fettle([...line, '--bandwidth', 'none', '--downloads', 'none'])).said).toMatch(/Site Bristol +no limit/);
  const nodes = (await fettle(['capacity', 'cluster', 'Web', 'web-1', 'wéb-二', ...of])).said;
  expect(nodes).toMatch(/Cluster Web +1 at once of/);
  expect((await fettle(['capacity', 'show', ...of])).said).toContain('Cluster Web');
  expect((await fettle(['capacity', 'cluster-remove', 'web', ...of, '--because', 'One is gone'])).said).toBe('Web is removed.\n');
  writeFileSync(join(server.folder, 'relations.csv'), 'device,relation,other\nweb-1,runs on,wéb-二\nnobody,runs on,web-1\n');
  const file = ['capacity', 'import', 'relations.csv', ...of];
  expect(await fettle([...file, '--dry-run'])).toMatchObject({
    exit: 0,
    said: expect.stringContaining('line 3: There is no device “nobody”'),
  });
  const refused = await fettle(file);
  expect([refused.exit === 0, refused.told]).toEqual([false, expect.stringContaining('line 3')]);
  writeFileSync(join(server.folder, 'relations.csv'), 'device,relation,other\nweb-1,runs on,wéb-二\n');
  expect((await fettle(file)).said).toBe('line 2: web-1 runs on wéb-二.\n1 change was taken.\n');
  expect((await fettle(['capacity', 'export', ...of])).said).toBe('device,relation,other,most\r\nweb-1,runs on,wéb-二,\r\n');
  expect((await fettle(['device-change', 'web-1', '--host', 'wéb-二'])).said).toMatch(/Runs on +wéb-二/);
  await fettle(['device-change', 'web-1', '--host', '']);
  expect((await fettle(['capacity', 'well', 'web-1', '--because', 'It is'])).exit).not.toBe(0);
});

test('a freeze is declared, seen in the calendar, and ended; holidays are read from a file', async () => {
  const add = ['freeze', 'add', 'Christmas trade', '--until', '2099-01-06', '--because', 'The tills must run'];
  expect(await fettle(add)).toMatchObject({ exit: 2, told: expect.stringContaining('--client NAME or --all') });
  expect(await fettle([...add, '--all', '--site', 'Bristol'])).toMatchObject({ exit: 2, told: expect.stringContaining('--client') });
  expect(await fettle([...add, '--client', 'Harbour Dental'])).toMatchObject({ exit: 1, told: expect.stringContaining('within 400 days') });
  const until = Temporal.Now.plainDateISO('UTC').add({ days: 20 }).toString();
  const soon = ['freeze', 'add', 'Christmas trade', '--client', 'Harbour Dental', '--site', 'Bristol', '--until', until];
  const freeze = await answer<CallOutput<'declareFreeze'>>([...soon, '--because', 'The tills must run']);
  expect(freeze).toMatchObject({ standing: 'in-force', scopeNames: ['Bristol'] });
  expect((await fettle(['freeze', 'list'])).said).toMatch(/Christmas trade +Harbour Dental +Bristol .+ in force +The tills must run/);
  expect((await fettle(['calendar', '--client', 'harbour dental', '--days', '3'])).said).toMatch(
    /window Harbour Dental: Window of .+ closed: Freeze: Christmas trade/,
  );
  const narrowed = ['calendar', '--client', 'harbour dental', '--site', 'bristol', '--days', '3', '--kind'];
  expect((await fettle([...narrowed, 'freeze'])).said).toMatch(/Christmas trade/);
  expect((await fettle([...narrowed, 'freeze'])).said).not.toContain('Window of');
  expect((await fettle([...narrowed, 'drill'])).said).toBe('Nothing opens, is frozen or runs in these days.\n');
  expect(await fettle(['calendar', '--site', 'Bristol'])).toMatchObject({ exit: 2, told: expect.stringContaining('--client NAME') });
  expect((await fettle(['policy', 'openings', '--client', 'harbour dental', '--site', 'bristol'])).said).toContain(
    'freeze Christmas trade',
  );
  expect((await fettle(['policy', 'openings', '--device', 'web-1'])).said).toMatch(/web-1: /);
  expect(await fettle(['policy', 'openings'])).toMatchObject({ exit: 2, told: expect.stringContaining('--device NAME') });
  expect(await fettle(['policy', 'openings', '--device', 'web-1', '--site', 'Bristol'])).toMatchObject({ exit: 2 });
  expect(await fettle(['calendar', '--days', '1000'])).toMatchObject({ exit: 2 });
  expect((await fettle(['freeze', 'end', 'christmas trade', '--because', 'Called off'])).said).toMatch(/ended early[\s\S]+Called off/);
  expect((await fettle(['freeze', 'list'])).said).toBe('Nothing is frozen.\n');
  expect(await fettle(['freeze', 'end', 'christmas trade', '--because', 'Again'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('no such freeze'),
  });

  const year = Temporal.Now.plainDateISO('UTC').year + 1;
  const event = (...lines: readonly string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
  const file = [
    'BEGIN:VCALENDAR',
    ...event(`DTSTART;VALUE=DATE:${year}0106`, 'SUMMARY:Epi', ' phany'),
    ...event(`DTSTART;TZID=Europe/London:${year}0107T100000`, 'DURATION:PT2H', 'RRULE:FREQ=WEEKLY;COUNT=2', 'SUMMARY:Lunch'),
    ...event(`DTSTART:${year}0108T100000`, 'DURATION:PT2H', 'SUMMARY:Somewhere'),
    'END:VCALENDAR',
    '',
  ];
  writeFileSync(join(server.folder, 'days.ics'), file.join('\r\n'));
  const freezes = ['freeze', 'import', 'days.ics', '--client', 'Harbour Dental', '--because', 'Agreed'];
  const dry = (await fettle([...freezes, '--dry-run'])).said;
  expect(dry).toMatch(/Epiphany: nothing, for it is a whole day[\s\S]+Lunch: 2 times[\s\S]+Somewhere: nothing, for its time is floating/);
  expect(dry).toContain('2 freezes would be declared, 2 events left out.');
  expect((await fettle(['freeze', 'list'])).said).toBe('Nothing is frozen.\n');
  expect((await fettle([...freezes, '--event', 'Lunch'])).said).toContain('2 freezes are declared.');
  expect((await fettle(freezes)).said).toMatch(/which stands already[\s\S]+0 freezes are declared/);
  expect((await fettle(['freeze', 'list'])).said.match(/Lunch +Harbour Dental/g)).toHaveLength(2);
  const windows = (await fettle(['policy', 'windows', 'days.ics'])).said;
  expect(windows).toMatch(
    /Lunch: a window\. The file means it by the clock of Europe\/London[\s\S]+"rule":"FREQ=WEEKLY;COUNT=2","start":"10:00","durationMinutes":120/,
  );
  expect(windows).toMatch(/Epiphany: none, for it is a whole day/);

  const imported = await fettle(['holidays', 'import', 'days.ics', '--name', 'Public']);
  expect(imported.said).toMatch(/Public of all clients: 1 day[\s\S]+Epiphany[\s\S]+“Lunch” was left out/);
  expect(await answer<CallOutput<'getHolidayList'>>(['holidays', 'import', 'days.ics', '--name', 'public'])).toMatchObject({
    version: 2,
    days: 1,
  });
  expect((await fettle(['holidays', 'list'])).said).toMatch(/Public +all clients +1 .+ Epiphany +0/);
  expect(await fettle(['holidays', 'import', 'policy.json', '--name', 'x'])).toMatchObject({
    exit: 1,
    told: expect.stringContaining('no iCalendar file'),
  });
  expect((await fettle(['holidays', 'remove', 'Public', '--because', 'Not needed'])).said).toBe('The list “Public” is removed.\n');
});
