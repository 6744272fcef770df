import { afterEach, beforeEach, expect, test } from 'vitest';
import { addClient } from '../clients/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import { isRefusal, providerId } from '../platform/feature.ts';
import type { Actor } from '../platform/feature.ts';
import { answerOf, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { firstLink } from './index.ts';
import type { Grant } from './index.ts';
import { actorWith, by, door, enter, nobody, password, trail } from './testing/people.ts';
import type { Entered } from './testing/people.ts';
import { totpAt } from './totp.ts';

let given: TestContext;
let anna: Entered;
let admin: Actor;
let [acme, bolt] = ['', ''];
beforeEach(async () => {
  given = await openTestContext();
  [acme, bolt] = [await client('Acme'), await client('Bolt')];
  anna = await enter(given, (await firstLink(given.context)) ?? '', { name: 'Anna', mail: 'anna@example.org' });
  admin = await signedIn(anna);
});
afterEach(() => given.close());

async function client(name: string): Promise<string> {
  const clientId = given.context.newId();
  const row = { clientId, name, siteId: given.context.newId(), siteName: 'Main', zone: 'Europe/Zurich', at: given.context.now() };
  await inNoClient(given.context.db, (tx) => addClient(tx, row));
  return clientId;
}
async function signedIn(who: Entered): Promise<Actor> {
  const actor = await door(given, { session: who.session });
  if (actor === null || isRefusal(actor)) throw new Error('not signed in');
  return actor;
}
async function invite(mail: string, ...grants: Grant[]): Promise<Entered> {
  const { link } = await answerOf(by(given, admin), 'invitePerson', { body: { name: 'Somebody', mail, grants } });
  return enter(given, link, { name: 'Somebody', mail });
}
const everything: Grant = { role: 'administrator', clientId: null };

test('a technician of one client sees that client, and no other, nor the provider', async () => {
  const ben = await signedIn(await invite('ben@example.org', { role: 'technician', clientId: acme }));
  expect(ben.scope).toEqual([acme]);
  expect(ben.scopeFor('client.read')).toEqual([acme]);
  expect([ben.can('device.write', acme), ben.can('device.write', bolt), ben.can('people.read')]).toEqual([true, false, false]);
});

test('who may see all clients sees one that was made just now', async () => {
  const fresh = await client('Fresh');
  expect((await signedIn(anna)).scope.toSorted()).toEqual([acme, bolt, fresh, providerId].toSorted());
});

test('roles that change hold at the next request; the session goes on', async () => {
  const ben = await invite('ben@example.org', { role: 'reader', clientId: acme });
  await answerOf(by(given, admin), 'updatePerson', { params: { id: ben.id }, body: { grants: [{ role: 'technician', clientId: bolt }] } });
  expect((await signedIn(ben)).scope).toEqual([bolt]);
  expect(await trail(given)).toContain('person.changed');
});

test('removal ends the sessions, and the person does not sign in again', async () => {
  const ben = await invite('ben@example.org', { role: 'reader', clientId: null });
  await answerOf(by(given, admin), 'removePerson', { params: { id: ben.id } });
  expect(await door(given, { session: ben.session })).toBeNull();
  given.clock.advance({ seconds: 30 });
  const body = { mail: ben.mail, password, code: totpAt(ben.secret, given.clock.now()) };
  expect(await refusalOf(by(given, nobody), 'signIn', { body })).toBe('sign-in.wrong');
  const { items } = await answerOf(by(given, admin), 'listPeople', {});
  expect(items.map((person) => person.mail)).toEqual(['anna@example.org']);
  const row = await given.database.superuserDb.selectFrom('person').selectAll().where('id', '=', ben.id).executeTakeFirstOrThrow();
  expect([row.name, row.password_hash, row.totp_secret]).toEqual(['Somebody', null, null]);
});

test('a removed mail address may be invited again, as somebody new', async () => {
  const before = await invite('ben@example.org', { role: 'reader', clientId: null });
  await answerOf(by(given, admin), 'removePerson', { params: { id: before.id } });
  const after = await invite('ben@example.org', { role: 'reader', clientId: null });
  expect(after.id).not.toBe(before.id);
});

test('the last administrator can neither be removed nor lose the role, not even by themselves', async () => {
  const { id } = anna;
  expect(await refusalOf(by(given, admin), 'removePerson', { params: { id } })).toBe('conflict.in-use');
  const less = { grants: [{ role: 'administrator', clientId: acme }] satisfies Grant[] };
  expect(await refusalOf(by(given, admin), 'updatePerson', { params: { id }, body: less })).toBe('conflict.in-use');
  // Invited is not entered: nobody would be there.
  const { person } = await answerOf(by(given, admin), 'invitePerson', {
    body: { name: 'Ben', mail: 'ben@example.org', grants: [everything] },
  });
  expect(await refusalOf(by(given, admin), 'removePerson', { params: { id } })).toBe('conflict.in-use');
  expect(await answerOf(by(given, admin), 'removePerson', { params: { id: person.id } })).toEqual({ done: true });
});

test('two administrators who remove each other at once leave one', async () => {
  const ben = await invite('ben@example.org', everything);
  const other = await signedIn(ben);
  const results = await Promise.allSettled([
    answerOf(by(given, admin), 'removePerson', { params: { id: ben.id } }),
    answerOf(by(given, other), 'removePerson', { params: { id: anna.id } }),
  ]);
  expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test.each([
  ['administrator of one client', () => [{ role: 'administrator', clientId: acme }] as const, [{ role: 'administrator', clientId: null }]],
  ['administrator of one client', () => [{ role: 'administrator', clientId: acme }] as const, 'reader of the other'],
  ['technician for all', () => [{ role: 'technician', clientId: null }] as const, [{ role: 'administrator', clientId: null }]],
] as const)('whoever is %s gives nobody more than they have', async (_, held, wish) => {
  const actor = actorWith(given.context.newId(), ...held());
  const grants: Grant[] = wish === 'reader of the other' ? [{ role: 'reader', clientId: bolt }] : [...wish];
  const body = { name: 'Eve', mail: 'eve@example.org', grants };
  expect(await refusalOf(by(given, actor), 'invitePerson', { body })).toBe('permission.missing');
  expect(await refusalOf(by(given, actor), 'createApiKey', { body: { name: 'key', grants } })).toBe('permission.missing');
  expect(await refusalOf(by(given, actor), 'updatePerson', { params: { id: anna.id }, body: { grants } })).toBe('permission.missing');
  expect(await refusalOf(by(given, actor), 'removePerson', { params: { id: anna.id } })).toBe('permission.missing');
});

test('only an administrator for all clients says who may approve', async () => {
  const actor = actorWith(given.context.newId(), { role: 'administrator', clientId: acme });
  const grants: Grant[] = [{ role: 'technician', clientId: acme }];
  const body = { name: 'Ben', mail: 'ben@example.org', grants, approver: true };
  expect(await refusalOf(by(given, actor), 'invitePerson', { body })).toBe('permission.missing');
  const ben = await invite('ben@example.org', ...grants);
  expect(await refusalOf(by(given, actor), 'updatePerson', { params: { id: ben.id }, body: { approver: true } })).toBe(
    'permission.missing',
  );
  expect(await answerOf(by(given, admin), 'updatePerson', { params: { id: ben.id }, body: { approver: true } })).toMatchObject({
    approver: true,
  });
});

test('a grant for a client that does not exist is refused', async () => {
  const grants: Grant[] = [{ role: 'reader', clientId: given.context.newId() }];
  expect(await refusalOf(by(given, admin), 'invitePerson', { body: { name: 'Ben', mail: 'ben@example.org', grants } })).toBe(
    'request.invalid',
  );
});

test('somebody who has entered is not invited again; somebody who has not gets a new link in place of the old one', async () => {
  const again = { name: 'Anna', mail: 'ANNA@example.org', grants: [everything] };
  expect(await refusalOf(by(given, admin), 'invitePerson', { body: again })).toBe('conflict.exists');
  const body = { name: 'Ben', mail: 'ben@example.org', grants: [everything] };
  const first = await answerOf(by(given, admin), 'invitePerson', { body });
  const second = await answerOf(by(given, admin), 'invitePerson', { body: { ...body, grants: [{ role: 'reader', clientId: acme }] } });
  expect(second.person).toMatchObject({ id: first.person.id, grants: [{ role: 'reader', clientId: acme }] });
  await expect(enter(given, first.link, { name: 'Ben', mail: body.mail })).rejects.toThrow('welcome.used');
  expect((await signedIn(await enter(given, second.link, { name: 'Ben', mail: body.mail }))).scope).toEqual([acme]);
});

test('who is not there is not found', async () => {
  const params = { id: given.context.newId() };
  expect(await refusalOf(by(given, admin), 'updatePerson', { params, body: {} })).toBe('not-found');
  expect(await refusalOf(by(given, admin), 'removePerson', { params })).toBe('not-found');
  expect(await refusalOf(by(given, admin), 'revokeApiKey', { params })).toBe('not-found');
});
