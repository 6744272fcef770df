import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerOf, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { firstLink } from './index.ts';
import { actorWith, by, door, enter, nobody, password, tokenOf, trail } from './testing/people.ts';
import { totpAt } from './totp.ts';

let given: TestContext;
beforeEach(async () => {
  given = await openTestContext();
});
afterEach(() => given.close());

const anna = { name: 'Anna Test', mail: 'anna@example.org' };
const linkOf = async () => (await firstLink(given.context)) ?? '';
const admin = actorWith('0199a000-0000-7000-8000-000000000001', { role: 'administrator', clientId: null });

test('the first person enters by the link that the start prints, and administers everything', async () => {
  const link = await linkOf();
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8440\/welcome#token=[\w-]{43}$/);
  expect(await answerOf(by(given, nobody), 'welcome', { body: { token: tokenOf(link) } })).toMatchObject({
    kind: 'first person',
    name: null,
    mail: null,
  });
  const entered = await enter(given, link, anna);
  const actor = await door(given, { session: entered.session });
  expect(actor).toMatchObject({ kind: 'person', id: entered.id, name: 'Anna Test', everywhere: true });
  const me = await answerOf(by(given, actor as typeof admin, entered.session), 'me', {});
  expect(me).toMatchObject({ clients: 'all', csrf: entered.csrf, person: { approver: true, invited: false, ...anna } });
  expect(me.permissions).toContain('trust.write');
  expect(await trail(given)).toEqual(['person.first-link-made', 'person.entered']);
});

test('a link is made anew at each start, the one before is over, and none is made once an administrator has entered', async () => {
  const before = await linkOf();
  const now = await linkOf();
  expect(await refusalOf(by(given, nobody), 'welcome', { body: { token: tokenOf(before) } })).toBe('welcome.used');
  await enter(given, now, anna);
  expect(await firstLink(given.context)).toBeNull();
});

test('a link that was used is refused, to look at and to enter by', async () => {
  const link = await linkOf();
  const { secret } = await enter(given, link, anna);
  const token = tokenOf(link);
  expect(await refusalOf(by(given, nobody), 'welcome', { body: { token } })).toBe('welcome.used');
  given.clock.advance({ seconds: 30 });
  const again = { token, name: 'Eve', mail: 'eve@example.org', password, code: totpAt(secret, given.clock.now()) };
  expect(await refusalOf(by(given, nobody), 'completeWelcome', { body: again })).toBe('welcome.used');
});

test('of two who use one link at once, one enters', async () => {
  const token = tokenOf(await linkOf());
  const { totpSecret } = await answerOf(by(given, nobody), 'welcome', { body: { token } });
  const code = totpAt(totpSecret, given.clock.now());
  const results = await Promise.allSettled(
    ['one@example.org', 'two@example.org'].map((mail) =>
      answerOf(by(given, nobody), 'completeWelcome', { body: { token, name: 'Somebody', mail, password, code } }),
    ),
  );
  expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const rows = await given.database.superuserDb.selectFrom('person').select('mail').execute();
  expect(rows).toHaveLength(1);
});

test('after a day the first link is over, after a week an invitation', async () => {
  const first = tokenOf(await linkOf());
  const invitation = await answerOf(by(given, admin), 'invitePerson', {
    body: { name: 'Ben', mail: 'ben@example.org', grants: [{ role: 'administrator', clientId: null }] },
  });
  given.clock.advance({ hours: 24 });
  expect(await refusalOf(by(given, nobody), 'welcome', { body: { token: first } })).toBe('welcome.used');
  expect(await answerOf(by(given, nobody), 'welcome', { body: { token: tokenOf(invitation.link) } })).toMatchObject({
    kind: 'invitation',
    name: 'Ben',
    mail: 'ben@example.org',
  });
  given.clock.advance({ hours: 6 * 24 });
  expect(await refusalOf(by(given, nobody), 'welcome', { body: { token: tokenOf(invitation.link) } })).toBe('welcome.used');
});

test('without a right code nobody enters, and the link stays good', async () => {
  const link = await linkOf();
  const body = { token: tokenOf(link), ...anna, password, code: '000000' };
  expect(await refusalOf(by(given, nobody), 'completeWelcome', { body })).toBe('sign-in.wrong');
  expect((await enter(given, link, anna)).id).not.toBe('');
});

test('an invitation belongs to its mail address, however it is written', async () => {
  const { link } = await answerOf(by(given, admin), 'invitePerson', {
    body: { name: 'Ben', mail: 'ben@example.org', grants: [{ role: 'reader', clientId: null }] },
  });
  await expect(enter(given, link, { name: 'Ben', mail: 'eve@example.org' })).rejects.toThrow('request.invalid');
  expect((await enter(given, link, { name: 'Ben', mail: 'Ben@Example.org' })).session).not.toBe('');
});

test('neither tokens nor passwords are stored as they are', async () => {
  const link = await linkOf();
  const entered = await enter(given, link, anna);
  const db = given.database.superuserDb;
  const stored = JSON.stringify([
    await db.selectFrom('person').selectAll().execute(),
    await db.selectFrom('session').select(['user_agent']).execute(),
    (await db.selectFrom('session').select('token_hash').execute()).map((row) => row.token_hash.toString('base64url')),
    (await db.selectFrom('welcome_link').select('token_hash').execute()).map((row) => row.token_hash.toString('base64url')),
  ]);
  for (const secret of [password, entered.session, tokenOf(link)]) expect(stored).not.toContain(secret);
});
