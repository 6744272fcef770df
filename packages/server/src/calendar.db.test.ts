/** The calendar and its secret addresses, through the whole server: who sees what, and what a calendar program reads. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSpans } from '@fettle/core/ics';
import { startingPolicy } from '@fettle/core/policy';
import { openWholeApp } from './whole-app.fixture.ts';
import type { Credentials, Person, WholeApp } from './whole-app.fixture.ts';
import { apiKey } from './whole-provider.fixture.ts';

let app: WholeApp;
let anna: Person;
let who: Credentials;
let harbour: string;
let prairie: string;
let site: string;
const base = startingPolicy({ name: 'Servers', owner: 'Ops', reviewAt: '2030-01-01' });
const window = { rule: 'FREQ=DAILY', start: '22:00', durationMinutes: 240 };
const later = (hours: number) => app.context.clock.now().add({ hours }).toString({ smallestUnit: 'second' });
const dayIn = (days: number) => later(24 * days).slice(0, 10);

beforeAll(async () => {
  app = await openWholeApp();
  anna = await app.first();
  who = anna.credentials;
  const made = await app.call(who, 'createClient', { body: { name: 'Harbour Dental', site: { name: 'Pier', zone: 'Europe/Berlin' } } });
  harbour = made.id;
  // The first site is the one that was made first.
  app.given.clock.advance({ seconds: 1 });
  site = (await app.call(who, 'createSite', { params: { id: harbour }, body: { name: 'Office', zone: 'America/New_York' } })).id;
  prairie = (await app.call(who, 'createClient', { body: { name: 'Prairie Logistics', site: { name: 'Depot', zone: 'UTC' } } })).id;
  for (const id of [harbour, prairie]) await app.call(who, 'createPolicy', { params: { id }, body: { body: { ...base, window } } });
}, 120_000);
afterAll(() => app.close());

const calendar = (query: object, as: Credentials = who) => app.call(as, 'getCalendar', { query });
const freeze = (change: object) => {
  const words = { clientId: harbour, name: 'Christmas trade', reason: 'The tills must run', scope: { kind: 'client' as const } };
  return app.call(who, 'declareFreeze', { body: { ...words, from: later(24 * 3), until: later(24 * 5), exceptUrgent: false, ...change } });
};
const preview = (body: object) => app.call(who, 'previewPolicy', { params: { id: harbour }, body: { body: { ...base, window }, ...body } });

describe('the calendar', () => {
  test('has each site’s windows by its own clock, and tells those in a freeze as closed', async () => {
    const { id } = await freeze({});
    const { items, cut } = await calendar({ clientId: harbour, days: 7 });
    expect(cut).toBe(false);
    const windows = items.filter(({ kind }) => kind === 'window');
    expect(new Set(windows.map(({ zone }) => zone))).toEqual(new Set(['Europe/Berlin', 'America/New_York']));
    const closed = windows.filter((one) => one.closed !== null);
    expect(closed.length).toBeGreaterThan(1);
    expect(closed.every((one) => one.closed === 'Freeze: Christmas trade')).toBe(true);
    expect(items.find((one) => one.kind === 'freeze')).toMatchObject({
      title: 'Christmas trade',
      detail: 'Of the whole client. The tills must run',
    });
    expect(items.map(({ from }) => from)).toEqual(items.map(({ from }) => from).toSorted());
    await app.call(who, 'endFreeze', { params: { id }, body: { because: 'Called off' } });
    const after = await calendar({ clientId: harbour, days: 7 });
    expect(after.items.filter((one) => one.closed !== null || one.kind === 'freeze')).toEqual([]);
  });

  test('shows a reader of one client that client, and what the provider says for all', async () => {
    const { id } = await freeze({ clientId: null, name: 'Data centre move', scope: { kind: 'all' } });
    const reader = await apiKey(app, anna, { role: 'reader', clientId: prairie });
    const { items } = await calendar({ days: 7 }, reader);
    expect(new Set(items.map(({ clientName }) => clientName))).toEqual(new Set(['Prairie Logistics', null]));
    expect(items.filter((one) => one.closed !== null).every((one) => one.closed === 'Freeze: Data centre move')).toBe(true);
    const listed = await app.call(reader, 'listFreezes', { query: {} });
    expect(listed.items.map(({ name, mayEnd }) => [name, mayEnd])).toEqual([['Data centre move', false]]);
    const technician = await apiKey(app, anna, { role: 'technician', clientId: prairie });
    expect((await app.send(technician, 'endFreeze', { params: { id }, body: { because: 'I say so' } })).status).toBe(403);
    const body = { clientId: null, name: 'Ours', reason: 'We say so', scope: { kind: 'all' }, from: null, until: later(2) };
    expect((await app.send(technician, 'declareFreeze', { body })).status).toBe(403);
    expect((await app.send(reader, 'declareFreeze', { body: { ...body, clientId: prairie, scope: { kind: 'client' } } })).status).toBe(403);
    await app.call(who, 'endFreeze', { params: { id }, body: { because: 'Over' } });
  });

  test('a calendar file becomes freezes: said first, declared whole, and never twice', async () => {
    const basic = (hours: number) => `${later(hours).slice(0, 16)}:00Z`.replace(/[-:]/g, '');
    const event = (...lines: readonly string[]) => ['BEGIN:VEVENT', 'UID:x', ...lines, 'END:VEVENT'];
    const ics = [
      'BEGIN:VCALENDAR',
      ...event('SUMMARY:Sale', `DTSTART:${basic(48)}`, 'DURATION:PT6H', 'RRULE:FREQ=DAILY;COUNT=2'),
      ...event('SUMMARY:Stocktaking', `DTSTART:${basic(-1)}`, `DTEND:${basic(3)}`),
      ...event('SUMMARY:Somewhere', `DTSTART:${basic(48).slice(0, -1)}`, 'DURATION:PT6H'),
      'END:VCALENDAR',
    ].join('\r\n');
    const body = { clientId: prairie, reason: 'Agreed with the client', ics, exceptUrgent: true };
    const listed = async () => (await app.call(who, 'listFreezes', { query: { clientId: prairie, state: 'open' } })).items;
    const said = await app.call(who, 'importFreezes', { body: { ...body, dryRun: true } });
    expect(said).toMatchObject({ dryRun: true, freezes: 3, refused: 1 });
    expect(said.events.map(({ name, taken }) => [name, taken])).toEqual([
      ['Sale', true],
      ['Stocktaking', true],
      ['Somewhere', false],
    ]);
    expect(said.events[2]?.sentence).toContain('floating');
    expect(await listed()).toEqual([]);
    expect(await app.call(who, 'importFreezes', { body: { ...body, names: ['Sale'], dryRun: false } })).toMatchObject({
      freezes: 2,
      refused: 0,
    });
    expect(await app.call(who, 'importFreezes', { body: { ...body, dryRun: false } })).toMatchObject({ freezes: 1 });
    // What is declared at one moment has no order.
    const open = (await listed()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(open.map(({ name, standing, of, exceptUrgent }) => [name, standing, of, exceptUrgent])).toEqual([
      ['Sale', 'planned', 'the whole client', true],
      ['Sale', 'planned', 'the whole client', true],
      ['Stocktaking', 'in-force', 'the whole client', true],
    ]);
    // The same file again, later: what stands is not declared a second time, though one has begun meanwhile.
    app.given.clock.advance({ minutes: 5 });
    const again = await app.call(who, 'importFreezes', { body: { ...body, dryRun: false } });
    expect(again).toMatchObject({ freezes: 0 });
    expect(again.events[0]?.freezes.map(({ stands }) => stands)).toEqual([true, true]);
    expect(await listed()).toHaveLength(3);
    const technician = await apiKey(app, anna, { role: 'technician', clientId: harbour });
    for (const clientId of [prairie, null])
      expect((await app.send(technician, 'importFreezes', { body: { ...body, clientId, dryRun: true } })).status).toBe(403);
    const odd = await app.send(who, 'importFreezes', { body: { ...body, ics: 'no calendar', dryRun: true } });
    expect([odd.status, odd.text]).toEqual([400, expect.stringContaining('BEGIN:VCALENDAR')]);
    const daily = (n: number) => event(`SUMMARY:Sale ${n}`, `DTSTART:${basic(48)}`, 'DURATION:PT6H', 'RRULE:FREQ=DAILY;COUNT=90');
    const full = ['BEGIN:VCALENDAR', ...[0, 1, 2, 3].flatMap(daily), 'END:VCALENDAR'].join('\r\n');
    expect((await app.send(who, 'importFreezes', { body: { ...body, ics: full, dryRun: true } })).text).toContain('360 freezes');
    for (const { id } of await listed()) await app.call(who, 'endFreeze', { params: { id }, body: { because: 'The test is over' } });
  });

  test('windows of a calendar file are said as a policy holds them', async () => {
    const file =
      'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Servers\r\nDTSTART;TZID=Europe/London:20240107T020000\r\nDURATION:PT4H\r\nRRULE:FREQ=WEEKLY;BYDAY=SU\r\nEND:VEVENT\r\nEND:VCALENDAR';
    const { events } = await app.call(who, 'readCalendarWindows', { body: { ics: file } });
    expect(events).toMatchObject([
      { name: 'Servers', zone: 'Europe/London', window: { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 } },
    ]);
    const saved = await app.send(who, 'previewPolicy', { params: { id: harbour }, body: { body: { ...base, window: events[0]?.window } } });
    expect(saved.status).toBe(200);
  });

  test('what can not be a freeze is refused, field by field', async () => {
    const wrong = async (change: object) => {
      const got = await app.send(who, 'declareFreeze', {
        body: { clientId: harbour, name: 'x', reason: 'because', scope: { kind: 'client' }, from: null, until: later(5), ...change },
      });
      return got.status === 200 ? [] : (JSON.parse(got.text) as { errors?: { path: string }[] }).errors?.map(({ path }) => path);
    };
    expect(await wrong({ until: later(-1) })).toEqual(['until']);
    expect(await wrong({ scope: { kind: 'all' } })).toEqual(['scope']);
    expect(await wrong({ clientId: null })).toEqual(['scope']);
    expect(await wrong({ clientId: prairie, scope: { kind: 'sites', ids: [site] } })).toEqual(['scope']);
    expect(await wrong({ from: later(-48) })).toEqual(['from']);
  });
});

describe('holidays and the preview', () => {
  test('a list closes the days of the policies that name it; the preview says which, and by which clocks', async () => {
    const list = await app.call(who, 'createHolidayList', {
      body: { clientId: null, name: 'Public', holidays: [{ day: dayIn(2), name: 'A feast' }] },
    });
    expect((await app.send(who, 'createHolidayList', { body: { clientId: null, name: 'PUBLIC', holidays: [] } })).code).toBe(
      'request.invalid',
    );
    const named = { body: { ...base, window: { ...window, closedOn: [list.id] } } };
    const office = await preview({ ...named, siteId: site });
    expect(office.openings).toHaveLength(12);
    expect(office.clientZone).toEqual({ zone: 'Europe/Berlin', site: 'Pier' });
    expect(office.openings.filter(({ closed }) => closed !== null).map(({ closed }) => closed)).toEqual([
      { kind: 'holiday', name: 'A feast' },
    ]);
    expect(office.openings[0]).toMatchObject({ zone: 'America/New_York', clientWall: expect.stringContaining(', 04:00 to 08:00') });
    const pier = await preview(named);
    expect(pier.openings.find(({ zone }) => zone === 'Europe/Berlin')?.clientWall).toBeNull();
    const saved = await app.call(who, 'saveHolidayList', {
      params: { id: list.id },
      body: { name: 'Public', holidays: [{ day: dayIn(3), name: 'Another' }], basedOn: 1 },
    });
    expect(saved).toMatchObject({ version: 2, days: 1, next: { name: 'Another' } });
    const stale = { params: { id: list.id }, body: { name: 'Public', holidays: [], basedOn: 1 } };
    expect((await app.send(who, 'saveHolidayList', stale)).code).toBe('conflict.changed');
    await app.call(who, 'removeHolidayList', { params: { id: list.id }, body: { because: 'Not needed' } });
    expect((await preview(named)).problems).toEqual([expect.objectContaining({ path: 'window.closedOn' })]);
  });

  test('a freeze of a site is told of that site, and one of everything is lint where it leaves nothing', async () => {
    const one = await freeze({ scope: { kind: 'sites', ids: [site] }, from: later(1), until: later(24 * 30) });
    expect((await preview({ siteId: site })).openings.every(({ closed }) => closed?.name === 'Christmas trade')).toBe(true);
    expect((await preview({})).openings.some(({ closed }) => closed !== null)).toBe(false);
    const whole = await freeze({ name: 'Year of the fair', from: null, until: later(24 * 100) });
    expect((await preview({})).lint.map(({ code }) => code)).toContain('window-frozen');
    const [policy] = (await app.call(who, 'listPolicies', { query: { clientId: harbour } })).items;
    expect(policy?.nextOpening).toBeNull();
    for (const { id } of [one, whole]) await app.call(who, 'endFreeze', { params: { id }, body: { because: 'Over' } });
    const [again] = (await app.call(who, 'listPolicies', { query: { clientId: harbour } })).items;
    expect(again?.nextOpening).not.toBeNull();
  });
});

describe('a secret address', () => {
  const keyOf = (address: string) => new URL(address).searchParams.get('key') ?? '';
  const read = (key: string) => app.people.inject({ method: 'GET', url: `/api/v1/calendar.ics?key=${encodeURIComponent(key)}` });

  test('gives windows and freezes of the clients that its maker may see, with ids that stay', async () => {
    const { id } = await freeze({ name: 'Sale, the big one; "now"' });
    const { address, feed } = await app.call(who, 'createCalendarFeed', { body: { clientId: harbour, name: 'Phone' } });
    const got = await read(keyOf(address));
    expect(got.statusCode).toBe(200);
    expect(got.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(got.headers['cache-control']).toBe('no-store');
    expect(got.body).toContain('SUMMARY:Harbour Dental: frozen\\, Sale\\, the big one\\; "now"\r\n');
    expect(got.body).not.toContain('Prairie');
    const uids = (text: string) => [...text.replaceAll('\r\n ', '').matchAll(/^UID:(.*)$/gm)].map(([, uid]) => uid);
    expect(uids(got.body).length).toBeGreaterThan(100);
    expect(new Set(uids(got.body)).size).toBe(uids(got.body).length);
    // Read again it is the same times: one an event, and none is refused.
    const times = readSpans(got.body, app.context.clock.now().subtract({ hours: 48 }));
    const begins = [...got.body.matchAll(/^DTSTART:(.*)\r$/gm)].map(([, at]) => at);
    expect(times.ok && times.events.map(({ spans }) => spans.map(({ from }) => from.replace(/[-:]/g, '')))).toEqual(
      begins.map((at) => [at]),
    );
    app.clock.advance({ minutes: 10 });
    const again = uids((await read(keyOf(address))).body);
    expect(again.filter((uid) => !uids(got.body).includes(uid)).length).toBeLessThan(3);
    const listed = await app.call(who, 'listCalendarFeeds', {});
    expect(listed.items[0]).toMatchObject({ id: feed.id, name: 'Phone', clientName: 'Harbour Dental', lastReadAt: app.context.now() });
    expect(JSON.stringify(listed)).not.toContain(keyOf(address));
    await app.call(who, 'endFreeze', { params: { id }, body: { because: 'Over' } });
  });

  test('leads nowhere once it was revoked, or its maker may see nothing any more', async () => {
    const grants = [{ role: 'reader' as const, clientId: prairie }];
    const invited = await app.call(who, 'invitePerson', { body: { name: 'Ben', mail: 'ben@example.org', grants } });
    const ben = await app.enter(invited.link, { name: 'Ben', mail: 'ben@example.org' });
    const one = await app.call(ben.credentials, 'createCalendarFeed', { body: { clientId: null, name: 'Mine' } });
    const other = await app.call(ben.credentials, 'createCalendarFeed', { body: { clientId: prairie, name: 'Spare' } });
    expect((await read(keyOf(one.address))).body).toContain('Prairie Logistics');
    expect((await read(keyOf(one.address))).body).not.toContain('Harbour');
    expect((await app.send(ben.credentials, 'createCalendarFeed', { body: { clientId: harbour, name: 'x' } })).status).toBe(403);
    expect((await app.send(who, 'revokeCalendarFeed', { params: { id: other.feed.id } })).status).toBe(404);
    await app.call(ben.credentials, 'revokeCalendarFeed', { params: { id: other.feed.id } });
    expect((await read(keyOf(other.address))).statusCode).toBe(404);
    const lost = await app.call(ben.credentials, 'createCalendarFeed', { body: { clientId: prairie, name: 'Lost' } });
    await app.call(who, 'updatePerson', { params: { id: ben.id }, body: { grants: [{ role: 'reader', clientId: harbour }] } });
    expect((await read(keyOf(lost.address))).statusCode).toBe(404);
    // Who has lost the client can still take the address back, for it would lead there again.
    expect(await app.call(ben.credentials, 'revokeCalendarFeed', { params: { id: lost.feed.id } })).toMatchObject({ clientName: null });
    await app.call(who, 'updatePerson', { params: { id: ben.id }, body: { grants } });
    expect((await read(keyOf(lost.address))).statusCode).toBe(404);
    await app.call(who, 'removePerson', { params: { id: ben.id } });
    expect((await read(keyOf(one.address))).statusCode).toBe(404);
    for (const key of ['', 'x', keyOf(one.address).slice(1)]) expect((await read(key)).statusCode).toBe(404);
    const program = await apiKey(app, anna, { role: 'reader', clientId: prairie });
    expect((await app.send(program, 'createCalendarFeed', { body: { clientId: prairie, name: 'x' } })).status).toBe(403);
  });
});
