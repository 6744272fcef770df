/** Announcements over a whole deployment with the real engine: they move with it, and each is closed. */
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { act, approved, look, shown } from './deployments/testing/acts.ts';
import { openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { heedFreezes } from './deployments/index.ts';
import { freezesFeature } from './freezes/index.ts';
import { announcedWithoutOutcome, begunWithoutNotice, noticeReaction } from './notices/index.ts';
import type { Outlet } from './notices/channels/types.ts';
import { tellMoved } from './notices/moved.ts';
import { sendDue } from './notices/worker.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf } from './platform/testing/index.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const onWednesdays = { rule: 'FREQ=WEEKLY;BYDAY=WE', start: '02:00', durationMinutes: 240 } as const;

/** One device, one contact; the change is announced thirty hours before its window, which is next on Wednesday the 4th. */
async function announcedFleet(window: { rule: string; start: string; durationMinutes: number } = onWednesdays): Promise<Fleet> {
  fleet = await openFleet({
    devices: { one: {} },
    policy: {
      window,
      notices: { plannedHoursBefore: [30, 5] },
      rings: [{ name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }],
    },
    reactions: [noticeReaction],
  });
  await sql`insert into fettle.contact (client_id, id, name, mail, language, site_ids, created_at)
    values (${fleet.clientId}, ${fleet.context.newId()}, 'Olga', 'olga@example.test', 'en', '{}', now())`.execute(
    fleet.database.superuserDb,
  );
  return fleet;
}

/** What is in the outbox, in the order in which it was written: kind, opening, and whether it is not sent any more. */
async function outbox(at: Fleet): Promise<readonly string[]> {
  const found = await sql<{ kind: string; opens: string | null; withdrawn: boolean }>`
    select kind, to_char(opens_at at time zone 'UTC', 'DD HH24:MI') as opens, withdrawn_at is not null as withdrawn
    from fettle.notice order by created_at, due_at, kind desc`.execute(at.database.superuserDb);
  return found.rows.map(({ kind, opens, withdrawn }) => `${kind} ${opens ?? '-'}${withdrawn ? ' withdrawn' : ''}`);
}

/** What the worker would send by now was taken over by the mail server. */
async function deliver(at: Fleet): Promise<void> {
  await sql`update fettle.notice set delivered_at = ${at.context.now()}, tries = 1
    where due_at <= ${at.context.now()} and delivered_at is null and withdrawn_at is null`.execute(at.database.superuserDb);
}

const loops = (at: Fleet) =>
  inClients(at.context.db, [at.clientId], async (tx) => ({
    unclosed: await announcedWithoutOutcome(tx, at.clientId),
    unannounced: await begunWithoutNotice(tx, at.clientId),
  }));
const none = { count: 0, deploymentIds: [] };

describe('a start that moves', () => {
  test('is told to whoever was told of another: first that it is not known, then when; and at last that it does not take place', async () => {
    const at = await announcedFleet();
    const id = await approved(at);
    await speak(at, id);
    expect(await outbox(at)).toEqual(['planned 04 02:00', 'reminder 04 02:00']);
    at.clock.advance({ hours: 13 });
    await deliver(at);
    expect(await tellMoved(at.context)).toBe(1);
    expect(await outbox(at)).toHaveLength(2);

    shown(await act(at, 'holdDeployment', { params: { id }, body: { because: 'Ask the vendor first' } }));
    at.clock.advance({ hours: 24 });
    await deliver(at);
    // The hold may end before the window: that is no news yet.
    await tellMoved(at.context);
    expect(await outbox(at)).toHaveLength(2);
    at.clock.advance({ hours: 10 });
    await tellMoved(at.context);
    expect((await outbox(at)).slice(2)).toEqual(['rescheduled -']);
    await deliver(at);
    at.clock.advance({ hours: 1 });
    await tellMoved(at.context);
    expect(await outbox(at)).toHaveLength(3);

    const holdId = (await look(at, id)).holds[0]?.id ?? '';
    shown(await act(at, 'releaseDeployment', { params: { id }, body: { holdId, because: 'It is fine', acceptedDeviceIds: [] } }));
    await speak(at, id);
    at.clock.advance({ minutes: 6 });
    await tellMoved(at.context);
    expect((await outbox(at)).slice(3)).toEqual(['rescheduled 11 02:00', 'reminder 11 02:00']);
    const moved = await sql<{
      body_text: string;
    }>`select body_text from fettle.notice where kind = 'rescheduled' order by created_at`.execute(at.database.superuserDb);
    expect(moved.rows[0]?.body_text).toContain('It was announced for: Wednesday 4 March 2026, 02:00 to 06:00');
    expect(moved.rows[1]?.body_text).toContain('When: Wednesday 11 March 2026, 02:00 to 06:00');
    await deliver(at);

    shown(await act(at, 'cancelDeployment', { params: { id }, body: { because: 'Not needed any more' } }));
    await speak(at, id);
    expect((await outbox(at)).slice(4)).toEqual(['cancelled -', 'reminder 11 02:00 withdrawn']);
    expect(await loops(at)).toEqual({ unclosed: none, unannounced: none });
    await sql`delete from fettle.notice where kind = 'cancelled'`.execute(at.database.superuserDb);
    expect(await loops(at)).toEqual({ unclosed: { count: 1, deploymentIds: [id] }, unannounced: none });
  });

  test('before anybody was told is announced for its new time alone, also where it comes back', async () => {
    const at = await announcedFleet();
    await approved(at);
    const handlers = freezesFeature({ changed: heedFreezes }).handlers ?? {};
    const call = { context: at.context, handlers, actor: at.actor };
    const body = {
      name: 'Stocktaking',
      reason: 'Stocktaking',
      clientId: at.clientId,
      scope: { kind: 'client' as const },
      from: '2026-03-03T00:00:00Z',
      until: '2026-03-05T00:00:00Z',
      exceptUrgent: false,
    };
    const { id: freezeId } = await answerOf(call, 'declareFreeze', { body });
    at.clock.advance({ minutes: 6 });
    await tellMoved(at.context);
    expect(await outbox(at)).toEqual([
      'planned 04 02:00 withdrawn',
      'reminder 04 02:00 withdrawn',
      'planned 11 02:00',
      'reminder 11 02:00',
    ]);
    await answerOf(call, 'endFreeze', { params: { id: freezeId }, body: { because: 'Done early' } });
    at.clock.advance({ minutes: 6 });
    await tellMoved(at.context);
    expect((await outbox(at)).slice(2)).toEqual([
      'planned 11 02:00 withdrawn',
      'reminder 11 02:00 withdrawn',
      'planned 04 02:00',
      'reminder 04 02:00',
    ]);
  });
});

test('an announcement that could not be sent in time is not sent after the word of the end', async () => {
  const at = await announcedFleet();
  const id = await approved(at);
  at.clock.advance({ hours: 13 });
  const sent: string[] = [];
  const outlet = (end: 'delivered' | 'retry'): Outlet => ({
    deliver: async ({ subject }) => (sent.push(subject), end === 'retry' ? { end, because: 'The line broke' } : { end }),
    close: () => undefined,
  });
  expect(await sendDue(at.context, outlet('retry'))).toBe(1);
  shown(await act(at, 'cancelDeployment', { params: { id }, body: { because: 'Not needed any more' } }));
  await speak(at, id);
  at.clock.advance({ minutes: 2 });
  await sendDue(at.context, outlet('delivered'));
  expect(sent).toEqual([expect.stringContaining('Planned maintenance'), 'The maintenance at Site does not take place']);
  expect(await outbox(at)).toEqual(['planned 04 02:00 withdrawn', 'reminder 04 02:00 withdrawn', 'cancelled -']);
});

test('a change that nobody was told of before it began is found, and one that was announced in time is not', async () => {
  const allDay = { rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440 };
  const at = await announcedFleet(allDay);
  const id = await approved(at);
  await speak(at, id);
  expect(new Set((await outbox(at)).map((line) => line.split(' ')[0]))).toEqual(new Set(['finished', 'planned', 'started']));
  expect((await loops(at)).unannounced).toEqual({ count: 1, deploymentIds: [id] });
  await sql`update fettle.notice set delivered_at = ${'2026-03-02T07:00:00Z'} where kind = 'planned'`.execute(at.database.superuserDb);
  expect((await loops(at)).unannounced).toEqual(none);
});
