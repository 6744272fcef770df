/** The patch is tested: rings by rule, whether the devices that go first stand for the others. */
import { sha256Hex } from '@fettle/proof/hash';
import { routes } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { isRefusal } from '../platform/feature.ts';
import { policies } from '../policies/index.ts';
import { getTestAttachment } from './attachments.ts';
import { act, approved, look, shown } from './testing/acts.ts';
import { callOf, openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const gate = { minVerified: 1, minRate: 1 };
const groupId = '01990000-0000-7000-8000-00000000000a';
const rest = { name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate } as const;

test('a ring has the devices that are in its group; what later rings have first is said, and so is who can not be decided', async () => {
  const ofGroup = { name: 'laptops', members: { kind: 'group', groupId }, soak: 'PT0S', gate } as const;
  const at = (fleet = await openFleet({ devices: { desk: {}, note: {}, pad: {}, unknown: {} }, policy: { rings: [ofGroup, rest] } }));
  const rule = { all: [{ fact: 'tier', op: 'is', value: 'low' }] };
  const all = at.database.superuserDb;
  const saved = at.context.now();
  await sql`insert into fettle.device_group (client_id, id, name, rank, rule, version, created_at, saved_at, saved_by)
    values (${at.clientId}, ${groupId}, 'Laptops', 1, ${JSON.stringify(rule)}::jsonb, 1, ${saved}, ${saved}, ${at.actor.id})`.execute(all);
  for (const [name, tier, service] of [
    ['desk', 'standard', 'Till'],
    ['note', 'low', null],
    ['pad', 'low', null],
  ] as const)
    await sql`update fettle.device set tier = ${tier}, service = ${service} where id = ${at.device(name).id}`.execute(all);

  const { body } = shown(await call(at, 'getPolicy', { params: { id: at.policyId } }));
  const preview = shown(await call(at, 'previewPolicy', { params: { id: at.clientId }, body: { body } }));
  expect(preview.rings.map((ring) => ring.devices.map(({ name }) => name))).toEqual([
    ['note', 'pad'],
    ['desk', 'unknown'],
  ]);
  expect(preview.coverage?.gaps.map(({ ring, kind, value, deviceNames }) => [ring, kind, value, deviceNames])).toEqual([
    [1, 'service', 'Till', ['desk']],
    [1, 'tier', 'standard', ['desk']],
  ]);
  expect(preview.coverage?.suggestion.map(({ name }) => name)).toContain('desk');
  expect(preview.coverage?.suggestion).toHaveLength(2);
  expect(preview.coverage?.undecided).toMatchObject([{ group: 'Laptops', devices: 1, because: 'Its tier is not known.' }]);
  expect(preview.lint.filter(({ code }) => code === 'ring-not-covered')).toHaveLength(2);

  const { id } = shown(await act(at, 'proposeDeployment', { body: proposal(at) }));
  await speak(at, id);
  const view = await look(at, id);
  expect(Object.fromEntries(view.runs.map(({ deviceName, ring }) => [deviceName, ring]))).toEqual({ desk: 1, note: 0, pad: 0, unknown: 1 });
  const said = view.lint.map(({ sentence }) => sentence);
  expect(said).toContain('1 of 2 devices of ring “broad” has a business service that no ring before it has: Till (1).');
  expect(said).toContain('It can not be said whether unknown is in group “Laptops”, so that it is not in its ring. Its tier is not known.');
});

test('nothing is planned by a ring whose group is not there', async () => {
  const ofGroup = { name: 'laptops', members: { kind: 'group', groupId }, soak: 'PT0S', gate } as const;
  const at = (fleet = await openFleet({ devices: { desk: {}, note: {} }, policy: { rings: [ofGroup, rest] } }));
  const { id } = shown(await act(at, 'proposeDeployment', { body: proposal(at) }));
  await speak(at, id);
  const view = await look(at, id);
  expect(view.specHash).toBeNull();
  expect(view.proposal?.problems.map(({ code }) => code)).toEqual(['plan.ring-group-gone']);
});

const web = { kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 } as const;
const sell = {
  kind: 'manual',
  name: 'sell something',
  instruction: 'Sell a cup of tea.',
  expected: 'A receipt.',
  onFailure: 'hold',
  whatToDo: 'Call the maker of the till.',
} as const;
const webUp = { kind: 'check', name: 'the shop answers', check: 'web', onFailure: 'hold', whatToDo: 'Look at its log.' } as const;

async function soaked(policy: object): Promise<{ readonly at: Fleet; readonly id: string }> {
  const at = (fleet = await openFleet({ devices: { one: {}, two: {} }, policy: { checks: [web], ...policy } }));
  const id = await approved(at);
  await speak(at, id);
  at.clock.advance({ hours: 3 });
  await speak(at, id);
  return { at, id };
}
const tell = (at: Fleet, id: string, result: 'passed' | 'failed' | 'not done') =>
  act(at, 'recordTestResult', { params: { id }, body: { step: sell.name, result, detail: 'The receipt came.' } });

test('the second ring waits for the test plan, in words; what the first had shown is kept with its promotion', async () => {
  const { at, id } = await soaked({ testPlan: [sell, webUp] });
  const waits = await look(at, id);
  expect(waits.rings.map(({ phase }) => phase)).toEqual(['soaking', 'closed']);
  expect(waits.waitingOn.map(({ sentence }) => sentence)).toContain(
    'Test step “sell something” waits for a person: it is to be done on ring test, and its result told.',
  );
  expect(waits.tests?.map(({ name, said }) => [name, said?.result ?? null, said?.by ?? null])).toEqual([
    ['sell something', null, null],
    ['the shop answers', 'passed', 'Fettle'],
  ]);
  const failed = shown(await tell(at, id, 'failed'));
  expect(failed.holds.map(({ reason }) => reason)).toEqual(['test']);
  shown(await tell(at, id, 'passed'));
  await speak(at, id);
  const after = await look(at, id);
  expect(after.holds).toEqual([]);
  expect(after.rings[0]).toMatchObject({
    phase: 'passed',
    evidence: {
      verified: 1,
      counted: 1,
      rate: 1,
      checksPassed: 1,
      goOn: [],
      tests: [{ step: 'sell something', result: 'passed' }, { by: 'Fettle' }],
    },
  });
  expect(after.testStanding).toEqual({
    level: 'good',
    sentence: 'It was tried on 1 device before ring “broad”, with 2 test steps passed.',
  });
  expect(await tell(at, id, 'failed')).toMatchObject({ code: 'deployment.over' });
  expect(after.status).toBe('succeeded');
});

test('files that show what was seen are kept as they came, named by their digests in the evidence, and handed out to be saved', async () => {
  const { at, id } = await soaked({ testPlan: [sell] });
  const page = Buffer.from('<script>alert(1)</script>');
  let result: 'failed' | 'passed' = 'failed';
  const attach = (...attachments: { name: string; content: string }[]) =>
    act(at, 'recordTestResult', { params: { id }, body: { step: sell.name, result, detail: 'See the receipt.', attachments } });
  const file = (name: string, content: Buffer) => ({ name, content: content.toString('base64') });
  expect(await attach(file('a', page), file('a', Buffer.from('b')))).toMatchObject({ code: 'request.invalid' });
  expect(await attach(file('a', Buffer.alloc(1_500_000)), file('b', Buffer.alloc(700_000)))).toMatchObject({ code: 'request.too-large' });
  const count = () => sql<{ n: number }>`select count(*)::int as n from fettle.test_attachment`.execute(at.database.superuserDb);
  expect((await count()).rows).toEqual([{ n: 0 }]);

  const log = Buffer.from('all is well');
  const told = shown(await attach(file('receipt.html', page), file('till.log', log)));
  const kept = [
    { name: 'receipt.html', bytes: page.length, sha256: sha256Hex(page) },
    { name: 'till.log', bytes: log.length, sha256: sha256Hex(log) },
  ];
  expect(told.tests?.[0]?.said?.attachments).toEqual(kept);
  result = 'passed';
  shown(await attach(file('again.html', page)));
  expect((await count()).rows).toEqual([{ n: 2 }]);
  const saved = await getTestAttachment(callOf<'getTestAttachment'>(at.context, at.actor, { params: { id, sha256: sha256Hex(page) } }));
  expect(saved).toMatchObject({ contentType: 'application/octet-stream', fileName: 'receipt.html', body: page });
  const stranger = { ...at.actor, scopeFor: () => [] };
  for (const call of [
    { ...callOf<'getTestAttachment'>(at.context, at.actor, { params: { id, sha256: sha256Hex(page) } }), actor: stranger },
    callOf<'getTestAttachment'>(at.context, at.actor, { params: { id, sha256: 'f'.repeat(64) } }),
  ])
    expect(await getTestAttachment(call)).toMatchObject({ code: 'not-found' });

  await speak(at, id);
  const { rings } = await look(at, id);
  expect(rings[0]?.evidence?.tests[0]?.attachments).toEqual([{ name: 'again.html', bytes: page.length, sha256: sha256Hex(page) }]);
});

test('a person may let it go on with a reason, which is kept; a plan that says stop cancels', async () => {
  const { at, id } = await soaked({ testPlan: [sell] });
  const held = shown(await tell(at, id, 'not done'));
  const holdId = held.holds[0]?.id ?? '';
  shown(
    await act(at, 'releaseDeployment', { params: { id }, body: { holdId, because: 'The till is closed today', acceptedDeviceIds: [] } }),
  );
  await speak(at, id);
  const after = await look(at, id);
  expect(after.rings[0]?.evidence?.goOn).toMatchObject([{ reason: 'test', because: 'The till is closed today' }]);
  expect(after.testStanding?.level).toBe('attention');
  await at.close();

  const other = await soaked({ testPlan: [{ ...sell, onFailure: 'stop' }] });
  shown(await tell(other.at, other.id, 'failed'));
  await speak(other.at, other.id);
  const stopped = await look(other.at, other.id);
  expect([stopped.status, stopped.runs.map(({ label }) => label).toSorted()]).toEqual(['cancelled', ['cancelled', 'verified']]);
});

test('a named person promotes a ring before the end of its soak; who and why are kept, and the permission is asked for', async () => {
  const at = (fleet = await openFleet({ devices: { one: {}, two: {} }, policy: { checks: [web], testPlan: [sell] } }));
  const id = await approved(at);
  // The earliest times of rings are signed, and count from the plan; the soak counts from the end of what was changed later.
  at.clock.advance({ minutes: 70 });
  await speak(at, id);
  at.clock.advance({ minutes: 55 });
  expect((await look(at, id)).rings.map(({ phase }) => phase)).toEqual(['soaking', 'closed']);
  const body = { ring: 0, because: 'It is being exploited' };
  const asked = (view: Awaited<ReturnType<typeof look>>) => view.commands.find(({ kind }) => kind === 'promote');
  expect(asked(await look(at, id))).toMatchObject({ allowed: true });
  expect(await act(at, 'promoteRing', { params: { id }, body: { ...body, ring: 1 } })).toMatchObject({ code: 'deployment.not-possible' });
  const mayHold: Fleet['actor'] = { ...at.actor, scopeFor: (permission) => (permission === 'deployment.approve' ? [] : [at.clientId]) };
  expect(await act(at, 'promoteRing', { params: { id }, body }, mayHold)).toMatchObject({ code: 'not-found' });
  expect((await look(at, id)).rings[0]?.phase).toBe('soaking');

  const promoted = shown(await act(at, 'promoteRing', { params: { id }, body }));
  expect(promoted.rings.map(({ phase }) => phase)).toEqual(['passed', 'open']);
  expect(promoted.rings[0]?.evidence?.promoted).toMatchObject({ because: body.because, stepsOpen: [sell.name] });
  expect(promoted.testStanding?.level).toBe('attention');
  const state = routes.exportDeploymentState.response.parse(shown(await act(at, 'exportDeploymentState', { params: { id } })));
  expect(JSON.stringify(state)).toContain(body.because);
  expect(await act(at, 'promoteRing', { params: { id }, body })).toMatchObject({ code: 'deployment.not-possible' });
});

const proposal = (at: Fleet) => ({
  clientId: at.clientId,
  title: 'openssl',
  reason: 'It is due',
  updateIds: [at.updateId],
  deviceIds: null,
  expiresInDays: 7,
  predecessorId: null,
});

async function call<N extends 'getPolicy' | 'previewPolicy'>(at: Fleet, name: N, parts: Parameters<typeof callOf<N>>[2]) {
  const handler = policies.handlers?.[name];
  if (handler === undefined) throw new Error(`there is no ${name}`);
  const answer = await handler(callOf<N>(at.context, at.actor, parts) as never);
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
  return answer;
}
