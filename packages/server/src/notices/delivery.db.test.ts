import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerOf } from '../platform/testing/index.ts';
import { mail } from './channels/mail/index.ts';
import type { Outlet } from './channels/types.ts';
import { noticesFeature } from './index.ts';
import { mostTries } from './schedule.ts';
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
  world = await openWorld({ env: { FETTLE_SMTP_URL: server.url, FETTLE_MAIL_FROM: 'Fine Fettle <it@msp.example>' } });
  const opened = mail.open(world.context.config);
  if (opened === null) throw new Error('mail is not set up');
  outlet = opened;
});
afterEach(async () => {
  outlet.close();
  await server.close();
  await world.close();
});

const start = () => world.happen({ at: world.at(), kind: 'run-progressed', deviceId: world.devices.zurich, attempt: 1, phase: 'changing' });
const states = async () => {
  const given = { context: world.context, handlers: noticesFeature.handlers, actor: reader(world.context, [world.clientId]) };
  const { items } = await answerOf(given, 'listNotices', { query: {} });
  return Object.fromEntries(items.map((item) => [item.to, item]));
};
const recipients = () => server.received.map(({ to }) => to.join()).toSorted();

describe('delivery of notices by mail', () => {
  test('a message arrives whole, with names beyond ASCII, in both parts', async () => {
    await start();
    expect(await sendDue(world.context, outlet)).toBe(2);
    const german = server.received.find(({ to }) => to[0] === 'juerg@acme.example')?.mail;
    expect(german?.from).toMatchObject({ name: 'Fine Fettle', address: 'it@msp.example' });
    expect(german?.to).toEqual([{ name: 'Jürg Müller', address: 'juerg@acme.example' }]);
    expect(german?.subject).toContain('Zürich');
    expect(german?.text).toContain('Guten Tag Jürg Müller');
    expect(german?.html).toContain('<bdi>Jürg Müller</bdi>');
    expect(german?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    expect((await states())['juerg@acme.example']).toMatchObject({ state: 'delivered', tries: 1, deliveredAt: world.at() });
  });

  test('what is delivered is not sent again, by this server or another', async () => {
    await start();
    await Promise.all([sendDue(world.context, outlet), sendDue(world.context, outlet)]);
    await sendDue(world.context, outlet);
    expect(recipients()).toEqual(['grace@acme.example', 'juerg@acme.example']);
  });

  test('a recipient that the mail server does not have is told apart, with its words, and not tried again', async () => {
    server.answer('grace@acme.example', 550);
    await start();
    await sendDue(world.context, outlet);
    world.clock.advance({ hours: 12 });
    expect(await sendDue(world.context, outlet)).toBe(0);
    const grace = (await states())['grace@acme.example'];
    expect(grace).toMatchObject({ state: 'rejected', tries: 1 });
    expect(grace?.lastTrouble).toContain('No such user here');
    expect(recipients()).toEqual(['juerg@acme.example']);
  });

  test('a mail server that is busy is asked again later, and then it goes through', async () => {
    server.answer('grace@acme.example', 451);
    await start();
    await sendDue(world.context, outlet);
    expect(await sendDue(world.context, outlet)).toBe(0);
    expect((await states())['grace@acme.example']).toMatchObject({ state: 'waiting', tries: 1 });
    server.answer('grace@acme.example', null);
    world.clock.advance({ minutes: 2 });
    expect(await sendDue(world.context, outlet)).toBe(1);
    expect((await states())['grace@acme.example']).toMatchObject({ state: 'delivered', tries: 2, lastTrouble: null });
  });

  test('what never goes through is given up, and says why', async () => {
    server.answer('grace@acme.example', 451);
    await start();
    for (let round = 0; round < mostTries + 2; round += 1) {
      await sendDue(world.context, outlet);
      world.clock.advance({ hours: 7 });
    }
    const grace = (await states())['grace@acme.example'];
    expect(grace).toMatchObject({ state: 'given up', tries: mostTries });
    expect(grace?.lastTrouble).toContain('Try again later');
  });

  test('a server that dies with a claimed notice lets go of it by time', async () => {
    await start();
    const dying: Outlet = { deliver: () => Promise.reject(new Error('killed')), close: () => undefined };
    await expect(sendDue(world.context, dying)).rejects.toThrow('killed');
    expect(await sendDue(world.context, outlet)).toBe(0);
    world.clock.advance({ minutes: 11 });
    expect(await sendDue(world.context, outlet)).toBe(2);
    expect(recipients()).toEqual(['grace@acme.example', 'juerg@acme.example']);
  });

  test('what waited for a mail server for days is not sent any more', async () => {
    await start();
    world.clock.advance({ hours: 100 });
    expect(await sendDue(world.context, outlet)).toBe(0);
    expect((await states())['grace@acme.example']).toMatchObject({ state: 'rejected', tries: 0 });
  });

  test('an announcement invites, in the contact’s own calendar, and a cancellation takes the same event out again', async () => {
    await world.happen({ at: world.at(), kind: 'approved', specHash, keyid: 'k', name: 'Anna', personId: null });
    world.clock.advance({ hours: 130 });
    await sendDue(world.context, outlet);
    await world.happen(
      { at: world.at(), kind: 'cancelled', by: 'engine', because: 'not now' },
      { at: world.at(), kind: 'finished', status: 'cancelled' },
    );
    await sendDue(world.context, outlet);
    const [invited, cancelled] = server.received
      .filter(({ to }) => to[0] === 'juerg@acme.example')
      .map(({ mail: message }) => message.attachments.find(({ mimeType }) => mimeType === 'text/calendar'));
    expect([invited?.method, cancelled?.method]).toEqual(['REQUEST', 'CANCEL']);
    const [first, last] = [invited, cancelled].map((part) => linesOf(part?.content));
    const uid = `UID:${world.deploymentId}.${world.contacts.zurich}@fettle`;
    expect(first).toEqual(expect.arrayContaining([uid, 'SEQUENCE:0', 'DTSTART:20260308T010000Z', 'DTEND:20260308T050000Z']));
    expect(first).toContain('ORGANIZER;CN="Fine Fettle":mailto:it@msp.example');
    expect(last).toEqual(expect.arrayContaining([uid, 'SEQUENCE:1', 'STATUS:CANCELLED', 'DTSTART:20260308T010000Z']));
    const other = server.received.find(({ to }) => to[0] === 'grace@acme.example')?.mail.attachments[0];
    expect(linesOf(other?.content)).toContain(`UID:${world.deploymentId}.${world.contacts.everywhere}@fettle`);
  });

  test('the feature sends by itself when something is written, and a restart in between sends once', async () => {
    const stop = await noticesFeature.start?.(world.context);
    await start();
    await until(() => server.received.length === 2);
    await stop?.();
    const stopAgain = await noticesFeature.start?.(world.context);
    await world.happen({ at: world.at(), kind: 'finished', status: 'cancelled' });
    await sendDue(world.context, outlet);
    await stopAgain?.();
    expect(recipients()).toEqual(['grace@acme.example', 'juerg@acme.example']);
  });
});

/** Unfolded (RFC 5545, 3.1). */
function linesOf(content: string | ArrayBuffer | Uint8Array | undefined): readonly string[] {
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  return text.replace(/\r?\n /g, '').split(/\r?\n/);
}

/** Bounded by the test's own time. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}
