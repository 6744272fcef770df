/** What is put off, on a real database: by rules, pins, people and devices, with the policy or decision behind it, and what passes its deadline. */
import type { CallOutput } from '@fettle/protocol/client';
import { routes } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decisionsFeature } from './decisions/index.ts';
import { blockBody } from './deployments/testing/block.ts';
import { heedDecisions } from './deployments/index.ts';
import { callOf, openFleet } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { isRefusal } from './platform/feature.ts';
import type { Actor } from './platform/feature.ts';
import { answerOf } from './platform/testing/index.ts';
import { putOffHandler } from './put-off/index.ts';

let at: Fleet;
const handler = putOffHandler();
beforeAll(async () => {
  at = await openFleet({
    devices: { one: {}, two: {} },
    policy: {
      rules: [
        { name: 'browsers wait', when: { products: ['lab-app'] }, action: { kind: 'defer', days: 7 }, countFrom: 'first-seen' },
        { name: 'never', when: { products: ['lab-bad'] }, action: { kind: 'block', because: 'The vendor says so.' } },
      ],
      pins: [{ package: 'lab-db', version: '1.*', because: 'The till needs it.' }],
    },
  });
  const all = at.database.superuserDb;
  for (const [name, withheld] of [
    ['lab-app', null],
    ['lab-bad', null],
    ['lab-db', null],
    ['lab-slow', 'phased'],
  ] as const)
    await sql`with made as (
        insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
        values ('debian:12', 'apt', ${name}, '2.0-1', 'amd64', ${name}, '2.0-1') returning id
      ) insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at, urgency, basis, withheld)
        select d.client_id, d.id, made.id, '1.0-1', true, 1000, 'Debian', 'bookworm', ${at.context.now()}, 'normal', 'no-vulnerability', ${withheld} from fettle.device d, made`.execute(
      all,
    );
  await sql`update fettle.device_offer o set due = ${at.context.now()}::timestamptz + case s.name when 'lab-app' then interval '3 days' else interval '30 days' end
    from fettle.software s where s.id = o.software_id and s.name in ('lab-app', 'lab-slow') and o.device_id = ${at.device('one').id}`.execute(
    all,
  );
});
afterAll(() => at.close());

type Answer = CallOutput<'getPutOff'>;
async function ask(query: object = {}, actor: Actor = at.actor): Promise<Answer> {
  const answer = await handler(callOf<'getPutOff'>(at.context, actor, { query }));
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
  return routes.getPutOff.response.parse(answer);
}
const linesOf = ({ items: [item] }: Answer) => item?.putOff?.lines ?? [];

test('each rule, pin, device and decision is a line with its numbers; what passes its deadline meanwhile stands first', async () => {
  const first = await ask({ clientId: at.clientId });
  expect(first).toMatchObject({ clients: 1, computing: 0 });
  expect(first.items[0]?.putOff).toMatchObject({
    updates: 4,
    devices: 2,
    lateUpdates: 2,
    lateDevices: 1,
    looked: { devices: 2, of: 2 },
    more: 0,
  });
  expect(linesOf(first).map(({ kind, reason, devices, late }) => [kind, reason.split(':')[0], devices, late?.devices ?? 0])).toEqual([
    ['defer', 'Rule 1, “browsers wait”', 2, 1],
    ['wait', 'Its distribution brings it out in phases', 2, 1],
    ['block', 'Rule 2, “never”', 2, 0],
    ['pin', 'Pin', 2, 0],
  ]);
  const [deferred, phased] = linesOf(first);
  expect(deferred?.saidBy).toMatchObject({ level: 'client', policyId: at.policyId });
  expect(deferred?.until?.last.slice(0, 10)).toBe('2026-03-09');
  expect(phased).toMatchObject({ saidBy: null, decisionId: null, until: null, names: ['lab-slow 2.0-1'] });

  const { id } = await answerOf(
    { context: at.context, actor: at.actor, handlers: decisionsFeature({ changed: heedDecisions }).handlers },
    'recordDecision',
    {
      body: blockBody(at.clientId, { scope: { kind: 'devices', ids: [at.device('two').id] } }),
    },
  );
  // At once, for something was recorded, and not only once the remembered answer is old.
  const after = await ask({ clientId: at.clientId });
  expect(linesOf(after).find(({ kind }) => kind === 'decision')).toMatchObject({
    decisionId: id,
    saidBy: null,
    devices: 1,
    reason: expect.stringContaining('It breaks the till'),
    names: ['openssl 2.0-1'],
  });
});

test('over all clients few lines stand, and of clients out of reach nothing', async () => {
  const all = await ask();
  expect(linesOf(all)).toHaveLength(3);
  expect(all.items[0]?.putOff?.more).toBe(2);
  const stranger: Actor = { ...at.actor, scope: [], scopeFor: () => [] };
  expect(await ask({}, stranger)).toMatchObject({ clients: 0, items: [] });
  expect((await ask({ clientId: at.context.newId() })).items).toEqual([]);
});

test('what was weighed is remembered for five minutes, then weighed anew', async () => {
  const before = (await ask({ clientId: at.clientId })).items[0]?.putOff?.computedAt;
  at.clock.advance({ minutes: 4 });
  expect((await ask({ clientId: at.clientId })).items[0]?.putOff?.computedAt).toBe(before);
  at.clock.advance({ hours: 24 * 8 });
  const later = await ask({ clientId: at.clientId });
  expect(later.items[0]?.putOff?.computedAt).toBe(at.context.now());
  // The deferral is over by then.
  expect(linesOf(later).map(({ kind }) => kind)).not.toContain('defer');
});
