import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nobody } from '../platform/http/permission.ts';
import { answerOf, refusalOf } from '../platform/testing/index.ts';
import { mail } from './channels/mail/index.ts';
import type { Outlet } from './channels/types.ts';
import { noticesFeature } from './index.ts';
import { openMailServer } from './testing/mail-server.ts';
import type { MailServer } from './testing/mail-server.ts';
import { openWorld, reader, specHash } from './testing/world.ts';
import type { World } from './testing/world.ts';
import { sendDue } from './worker.ts';

let server: MailServer;
let world: World;
let outlet: Outlet;

beforeEach(async () => {
  server = await openMailServer();
  world = await openWorld({
    env: { FETTLE_SMTP_URL: server.url, FETTLE_MAIL_FROM: 'it@msp.example' },
    policy: { notices: { plannedHoursBefore: [200] } },
  });
  const opened = mail.open(world.context.config);
  if (opened === null) throw new Error('mail is not set up');
  outlet = opened;
  await world.happen({ at: world.at(), kind: 'approved', specHash, keyid: 'k', name: 'Anna', personId: null });
});
afterEach(async () => {
  outlet.close();
  await server.close();
  await world.close();
});

const call = (actor = nobody) => ({ context: world.context, handlers: noticesFeature.handlers, actor });
const tokenIn = (text: string | undefined) => /\/acknowledge#token=(\S+)/.exec(text ?? '')?.[1] ?? '';
const tokenOf = (recipient: string, nth = 0) =>
  tokenIn(server.received.filter(({ to }) => to[0] === recipient)[nth]?.mail.text?.replace(/=\r?\n/g, ''));
const listed = async () =>
  (await answerOf(call(reader(world.context, [world.clientId])), 'listNotices', { query: {} })).items.find(
    ({ to }) => to === 'juerg@acme.example',
  );

test('the link in an announcement opens it, and it alone; confirming is written down once, by the contact', async () => {
  await sendDue(world.context, outlet);
  const token = tokenOf('juerg@acme.example');
  const view = await answerOf(call(), 'lookAtNotice', { body: { token } });
  expect(view).toMatchObject({ language: 'de', contactName: 'Jürg Müller', providerName: 'Fine Fettle Ltd', acknowledgedAt: null });
  expect(view.text).toContain('web-zurich');
  expect(view.text).not.toContain('web-london');
  expect(view.text).not.toMatch(/acknowledge|Bitte bestätigen/);
  expect((await listed())?.acknowledgedAt).toBeNull();
  const at = world.at();
  expect(await answerOf(call(), 'acknowledgeNotice', { body: { token } })).toMatchObject({ acknowledgedAt: at });
  world.clock.advance({ hours: 1 });
  expect(await answerOf(call(), 'acknowledgeNotice', { body: { token } })).toMatchObject({ acknowledgedAt: at });
  expect((await listed())?.acknowledgedAt).toBe(at);
  const entries = await sql<{ action: string; actor: string }>`select action, actor from fettle.audit_entry`.execute(
    world.database.superuserDb,
  );
  expect(entries.rows).toEqual([{ action: 'notice.acknowledged', actor: `link:${world.contacts.zurich}` }]);
  const html = server.received.find(({ to }) => to[0] === 'juerg@acme.example')?.mail.html ?? '';
  expect(tokenIn(html)).toContain(token.slice(0, 100));
});

test('nothing that is kept or shown opens it', async () => {
  await sendDue(world.context, outlet);
  const secret = tokenOf('grace@acme.example').split('.')[2] ?? '';
  expect(secret).toHaveLength(43);
  const kept = await sql<{ row: string }>`select to_jsonb(n)::text as row from fettle.notice n`.execute(world.database.superuserDb);
  expect(kept.rows.some(({ row }) => row.includes(secret))).toBe(false);
  const shown = await answerOf(call(reader(world.context, [world.clientId])), 'listNotices', { query: {} });
  expect(JSON.stringify(shown)).not.toContain(secret);
  expect(JSON.stringify(shown)).not.toContain('acknowledge.invalid');
  // The calendar of a reader is read by others.
  const calendar = server.received[0]?.mail.attachments[0]?.content;
  expect(typeof calendar === 'string' ? calendar : new TextDecoder().decode(calendar)).not.toContain('acknowledge');
});

test('a link of another notice, a changed one, an old one and one of a contact who is none any more open nothing', async () => {
  await sendDue(world.context, outlet);
  const [mine, other] = [tokenOf('juerg@acme.example').split('.'), tokenOf('grace@acme.example').split('.')];
  const refusal = (token: string) => refusalOf(call(), 'lookAtNotice', { body: { token } });
  for (const token of ['', 'x', `${mine[0]}.${mine[1]}`, `${mine[0]}.${mine[1]}.${other[2]}`, `${mine[0]}.${other[1]}.${mine[2]}`])
    expect(await refusal(token), token).toBe('notice.no-link');
  expect(await refusal(`${world.context.newId()}.${mine[1]}.${mine[2]}`)).toBe('notice.no-link');
  await sql`update fettle.contact set removed_at = ${world.at()} where id = ${world.contacts.everywhere}`.execute(
    world.database.superuserDb,
  );
  expect(await refusal(other.join('.'))).toBe('notice.no-link');
  world.clock.advance({ hours: 24 * 61 });
  expect(await refusal(mine.join('.'))).toBe('notice.no-link');
  expect(await refusalOf(call(), 'acknowledgeNotice', { body: { token: mine.join('.') } })).toBe('notice.no-link');
});

test('a message that was tried twice is acknowledged by the link of either try', async () => {
  const lost: Outlet = {
    deliver: async (notice) => (first.push(notice.text), { end: 'retry', because: 'The line broke' }),
    close: () => undefined,
  };
  const first: string[] = [];
  await sendDue(world.context, lost);
  world.clock.advance({ minutes: 2 });
  await sendDue(world.context, outlet);
  const again = tokenOf('juerg@acme.example');
  const before = first.map(tokenIn).find((token) => token.includes(again.split('.')[1] ?? '-')) ?? '';
  expect(before).not.toBe(again);
  for (const token of [before, again])
    expect(await answerOf(call(), 'lookAtNotice', { body: { token } })).toMatchObject({ language: 'de' });
});
