import crypto from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isRefusal } from '../platform/feature.ts';
import { answerOf, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { firstLink } from './index.ts';
import { by, door, enter, nobody, password, trail } from './testing/people.ts';
import type { Entered } from './testing/people.ts';
import { totpAt } from './totp.ts';

let given: TestContext;
let anna: Entered;
beforeEach(async () => {
  given = await openTestContext();
  anna = await enter(given, (await firstLink(given.context)) ?? '', { name: 'Anna', mail: 'anna@example.org' });
  given.clock.advance({ seconds: 30 });
});
afterEach(() => given.close());

const codeNow = () => totpAt(anna.secret, given.clock.now());
const right = () => ({ mail: anna.mail, password, code: codeNow() });

test('mail address, password and code let in, and a session begins', async () => {
  const call = by(given, nobody);
  const me = await answerOf(call, 'signIn', { body: { ...right(), mail: 'ANNA@example.org' } });
  expect(me.person?.id).toBe(anna.id);
  expect(call.cookie.value).toMatch(/^[\w-]{43}$/);
  expect(await door(given, { session: call.cookie.value ?? '' })).toMatchObject({ id: anna.id });
  expect(await trail(given)).toContain('person.signed-in');
});

test.each([
  ['another mail address', { mail: 'eve@example.org' }],
  ['a wrong password', { password: 'not the password' }],
  ['a wrong code', { code: '000000' }],
])('%s is refused in the same words, and recorded', async (_, wrong) => {
  const call = by(given, nobody);
  expect(await refusalOf(call, 'signIn', { body: { ...right(), ...wrong } })).toBe('sign-in.wrong');
  expect(call.cookie.value).toBeNull();
  expect((await trail(given)).at(-1)).toBe('person.sign-in-failed');
});

test('the audit trail of a failed sign-in holds no mail address', async () => {
  await refusalOf(by(given, nobody), 'signIn', { body: { ...right(), mail: 'eve@example.org' } });
  await refusalOf(by(given, nobody), 'signIn', { body: { ...right(), password: 'not the password' } });
  const rows = await given.database.superuserDb
    .selectFrom('audit_entry')
    .select(['subject', 'entry'])
    .orderBy('seq', 'desc')
    .limit(2)
    .execute();
  expect(rows.map((row) => row.subject)).toEqual([`person:${anna.id}`, 'person:unknown']);
  expect(rows.map((row) => row.entry).join()).not.toContain('@');
});

test('a code is good once, also while its half minute lasts on', async () => {
  const body = right();
  await answerOf(by(given, nobody), 'signIn', { body });
  expect(await refusalOf(by(given, nobody), 'signIn', { body })).toBe('sign-in.code-used');
  given.clock.advance({ seconds: 30 });
  expect(await refusalOf(by(given, nobody), 'signIn', { body })).toBe('sign-in.code-used');
  await answerOf(by(given, nobody), 'signIn', { body: right() });
});

test('the code with which somebody entered does not sign in', async () => {
  const code = totpAt(anna.secret, given.clock.now().subtract({ seconds: 30 }));
  expect(await refusalOf(by(given, nobody), 'signIn', { body: { ...right(), code } })).toBe('sign-in.code-used');
});

test('of two sign-ins with one code at once, one is let in', async () => {
  const body = right();
  const results = await Promise.allSettled([0, 1].map(() => answerOf(by(given, nobody), 'signIn', { body })));
  expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('for an unknown mail address the password is hashed all the same', async () => {
  const argon2 = vi.spyOn(crypto, 'argon2');
  await refusalOf(by(given, nobody), 'signIn', { body: { ...right(), mail: 'eve@example.org' } });
  await refusalOf(by(given, nobody), 'signIn', { body: { ...right(), password: 'not the password' } });
  const costs = argon2.mock.calls.map(([, { memory, passes, parallelism }]) => [memory, passes, parallelism]);
  argon2.mockRestore();
  expect(costs).toHaveLength(2);
  expect(costs[0]).toEqual(costs[1]);
});

test('whoever has the password is not left to guess codes', async () => {
  for (let i = 0; i < 10; i++) await refusalOf(by(given, nobody), 'signIn', { body: { ...right(), code: '000000' } });
  expect(await refusalOf(by(given, nobody), 'signIn', { body: right() })).toBe('request.too-many');
  given.clock.advance({ minutes: 15 });
  await answerOf(by(given, nobody), 'signIn', { body: right() });
});

test('a session slides while it is used, ends half a day after the last sign, and two weeks after it began', async () => {
  given.clock.advance({ hours: 11 });
  expect(await door(given, { session: anna.session })).not.toBeNull();
  given.clock.advance({ hours: 11 });
  expect(await door(given, { session: anna.session })).not.toBeNull();
  given.clock.advance({ hours: 12 });
  expect(await door(given, { session: anna.session })).toBeNull();

  const call = by(given, nobody);
  await answerOf(call, 'signIn', { body: right() });
  const session = call.cookie.value ?? '';
  for (let hours = 0; hours < 330; hours += 11) {
    given.clock.advance({ hours: 11 });
    expect(await door(given, { session })).not.toBeNull();
  }
  given.clock.advance({ hours: 6 });
  expect(await door(given, { session })).toBeNull();
});

test('a sign of life is written once a minute at most', async () => {
  const seen = async () =>
    (await given.database.superuserDb.selectFrom('session').select('last_seen_at').executeTakeFirstOrThrow()).last_seen_at;
  const began = await seen();
  given.clock.advance({ seconds: 29 });
  await door(given, { session: anna.session });
  expect(await seen()).toBe(began);
  given.clock.advance({ seconds: 1 });
  await door(given, { session: anna.session });
  expect(await seen()).toBe(given.context.now());
});

test('signing out ends the session, and only that one', async () => {
  const call = by(given, nobody);
  await answerOf(call, 'signIn', { body: right() });
  const second = call.cookie.value ?? '';
  const actor = await door(given, { session: anna.session });
  if (actor === null || isRefusal(actor)) throw new Error('not signed in');
  await answerOf(by(given, actor, anna.session), 'signOut', {});
  expect(await door(given, { session: anna.session })).toBeNull();
  expect(await door(given, { session: second })).not.toBeNull();
});

test('signing in again at the same browser ends the session that was there', async () => {
  const call = by(given, nobody, anna.session);
  await answerOf(call, 'signIn', { body: right() });
  expect(await door(given, { session: anna.session })).toBeNull();
  expect(await door(given, { session: call.cookie.value ?? '' })).not.toBeNull();
});

test.each([
  ['without its token', {}, 'request.origin'],
  ['with another token', { csrf: 'x'.repeat(43) }, 'request.origin'],
])('a session that would change something %s is refused', async (_, more, code) => {
  expect(await door(given, { session: anna.session, method: 'POST', ...more })).toMatchObject({ refused: true, code });
});

test('a session that brings its token may change something', async () => {
  expect(await door(given, { session: anna.session, method: 'DELETE', csrf: anna.csrf })).toMatchObject({ id: anna.id });
});

test.each(['', 'x', 'x'.repeat(43)])('a session token that is none (%j) is nobody', async (session) => {
  expect(await door(given, { session })).toBeNull();
});
