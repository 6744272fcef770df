import { applyAll } from '@fettle/core/deployment';
import type { DeploymentEvent } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor, Document } from '../platform/feature.ts';
import { answerOf, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { evidence } from './index.ts';
import { xlsxOf } from './fleet/xlsx.ts';
import { readWorkbook } from './testing/openpyxl.ts';
import { bare, readPdf } from './testing/poppler.ts';
import { oddNames, tellStory } from './testing/story.ts';
import type { Story } from './testing/story.ts';

let given: TestContext;
let story: Story;

beforeAll(async () => {
  given = await openTestContext();
  story = await tellStory(given.context, given.database);
  const all = given.database.superuserDb;
  // The story has events and leaves their fold out.
  const told = await sql<{
    event: DeploymentEvent;
  }>`select event from fettle.deployment_event where deployment_id = ${story.deploymentId} order by seq`.execute(all);
  for (const run of Object.values(
    applyAll(
      null,
      told.rows.map(({ event }) => event),
    ).runs,
  ))
    await sql`insert into fettle.deployment_run (client_id, deployment_id, device_id, run) values (${story.clientId}, ${story.deploymentId}, ${run.deviceId}, ${JSON.stringify(run)})`.execute(
      all,
    );
  // Two updates for one device, one for another; one is called as a formula would be.
  await sql`insert into fettle.software (ecosystem, manager, name, architecture, version, source_name, source_version, module)
    values ('debian:12', 'apt', 'zz-curl', 'amd64', '8.1', 'curl', '8.1', ''), ('debian:12', 'apt', '=zz-SUM(A1)', 'amd64', '2', 'sum', '2', '')`.execute(
    all,
  );
  const offer = (device: string, name: string, security: boolean, urgency: string, due: string | null) =>
    sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at, urgency, due, due_by)
      select ${story.clientId}, d.id, s.id, '1', ${security}, 1, 'Debian', 'bookworm', '2026-03-01T08:00:00Z', ${urgency}, ${due}, ${due === null ? null : 'PCI DSS 6.3.3'}
      from fettle.device d, fettle.software s where d.name = ${device} and s.name = ${name}`.execute(all);
  await offer('late-1', 'zz-curl', true, 'urgent', '2026-03-15T00:00:00Z');
  await offer('late-1', '=zz-SUM(A1)', false, 'normal', null);
  await offer('clone-9', 'zz-curl', true, 'urgent', '2026-03-10T00:00:00Z');
});
afterAll(() => given.close());

const reader = (scope: readonly string[]): Actor => ({
  kind: 'person',
  id: story.personId,
  name: 'Ada',
  everywhere: false,
  scope,
  can: () => true,
  scopeFor: () => scope,
});
const by = (scope: readonly string[] = [story.clientId]) => ({ context: given.context, handlers: evidence.handlers, actor: reader(scope) });
const span = { from: '2026-03-01T00:00:00Z', until: '2026-04-30T00:00:00Z' };
type Page = { items: { cells: Record<string, string | null> }[]; next: string | null; total: number };
const rows = async (kind: string, query: object = {}, scope?: readonly string[]) =>
  (await answerOf(by(scope), 'listFleetReport', { params: { kind }, query: { limit: 50, ...query } } as never)) as unknown as Page;
const file = async (kind: string, format: string, query: object = {}) =>
  (await answerOf(by(), 'getFleetReportFile', { params: { kind }, query: { format, ...query } } as never)) as unknown as Document;

describe('what is missing', () => {
  test('the most pressing first, by deadline', async () => {
    const { items, total, next } = await rows('missing', { text: 'zz-' });
    expect(items.map(({ cells }) => [cells['device'], cells['package'], cells['due']])).toEqual([
      ['clone-9', 'zz-curl', '2026-03-10T00:00:00Z'],
      ['late-1', 'zz-curl', '2026-03-15T00:00:00Z'],
      ['late-1', '=zz-SUM(A1)', null],
    ]);
    expect([total, next]).toEqual([3, null]);
  });

  test('page by page the same rows', async () => {
    const whole = await rows('missing');
    const paged = [];
    let after: string | null = null;
    do {
      const page: Page = await rows('missing', { limit: 3, ...(after === null ? {} : { after }) });
      paged.push(...page.items);
      after = page.next;
    } while (after !== null);
    expect(paged).toEqual(whole.items);
  });

  test('narrowed by class, urgency and names', async () => {
    const names = async (query: object) =>
      (await rows('missing', query)).items.map(({ cells }) => `${cells['device']} ${cells['package']}`);
    expect(await names({ class: 'normal', text: 'zz-' })).toEqual(['late-1 =zz-SUM(A1)']);
    expect(await names({ urgency: 'urgent', text: 'ZZ-' })).toEqual(['clone-9 zz-curl', 'late-1 zz-curl']);
    expect(await names({ text: 'nothing like it' })).toEqual([]);
  });

  test('nothing of a client that is out of reach', async () => {
    expect(await rows('missing', {}, [])).toMatchObject({ items: [], total: 0 });
    expect(await rows('missing', { clientId: given.context.newId() })).toMatchObject({ items: [], total: 0 });
  });
});

describe('what was installed, and what failed', () => {
  test('each package that a scan saw, as often as the records have it', async () => {
    const { items } = await rows('installed', span);
    const counted = await sql<{ n: number }>`
      select sum(jsonb_array_length(h.share::jsonb -> 'changes'))::int as n from fettle.deployment_run r
      join fettle.deployment_share h using (client_id, deployment_id, device_id) where r.run ->> 'outcome' = 'verified'`.execute(
      given.database.superuserDb,
    );
    expect(items.length).toBeGreaterThan(0);
    expect(items).toHaveLength(counted.rows[0]?.n ?? -1);
    expect(new Set(items.map(({ cells }) => cells['direction']))).toEqual(new Set(['updated']));
  });

  test('who did not end as they should, with the reason', async () => {
    const { items } = await rows('failed', span);
    expect(items).toHaveLength(5);
    expect(new Set(items.map(({ cells }) => cells['outcome']))).toEqual(new Set(['failed', 'missed', 'refused', 'rolled back', 'unknown']));
    const missed = items.find(({ cells }) => cells['outcome'] === 'missed');
    expect(missed?.cells).toMatchObject({ device: oddNames.override, code: 'missed.window', why: expect.stringContaining('could start') });
    expect((await rows('failed', { ...span, outcome: 'refused' })).items).toHaveLength(1);
  });

  test('a span without any of it is empty, one that ends before it begins or is longer than it may be is refused', async () => {
    expect((await rows('failed', { from: '2025-01-01T00:00:00Z', until: '2025-02-01T00:00:00Z' })).items).toEqual([]);
    const asked = (query: object) =>
      refusalOf(by(), 'listFleetReport', { params: { kind: 'failed' }, query: { limit: 5, ...query } } as never);
    expect(await asked({ from: span.until, until: span.from })).toBe('request.invalid');
    expect(await asked({ from: '2020-01-01T00:00:00Z', until: span.until })).toBe('request.invalid');
    expect(await asked({ after: 'x' })).toBe('request.invalid');
  });
});

describe('files', () => {
  test('CSV: a head, the rows, and no formula', async () => {
    const { body, fileName, contentType } = await file('missing', 'csv', { text: 'zz-' });
    const lines = String(body).split('\r\n');
    expect(lines[0]).toMatch(/^\u{FEFF}Client,Site,Device,Package,From,To,Class,Urgency,Deadline,/u);
    expect(lines).toHaveLength(5);
    expect(lines[3]).toContain(",'=zz-SUM(A1),1,2,normal,normal,,");
    expect([fileName.slice(0, 15), contentType]).toEqual(['Missing updates', 'text/csv; charset=utf-8']);
  });

  test('XLSX: what another program reads is what the list says, times as times, text as text', async () => {
    const { body } = await file('missing', 'xlsx', { text: 'zz-' });
    const sheet = readWorkbook(body as Uint8Array);
    expect([sheet.name, sheet.frozen, sheet.filter]).toEqual(['Missing updates', 'A2', 'A1:N4']);
    expect(sheet.rows[1]?.slice(2, 9)).toEqual([
      ['s', 'clone-9'],
      ['s', 'zz-curl'],
      ['s', '1'],
      ['s', '8.1'],
      ['s', 'security'],
      ['s', 'urgent'],
      ['d', '2026-03-10T00:00:00'],
    ]);
    expect(sheet.rows[3]?.[3]).toEqual(['s', '=zz-SUM(A1)']);
    expect(sheet.rows[3]?.[8]).toBeNull();
  });

  test('XLSX takes what people and devices may be called', async () => {
    const odd = ['<b>&"\'', 'Łódź \u{1F600}', 'a\u0000b\u000Bc\uFFFEd', 'x'.repeat(40_000), '\uD800'];
    const bytes = await xlsxOf({ name: 'A & B', columns: [{ title: 'T', width: 9 }], rows: odd.map((text) => [{ text }]) });
    const read = readWorkbook(bytes).rows.map(([cell]) => cell?.[1]);
    expect(read).toEqual(['T', '<b>&"\'', 'Łódź \u{1F600}', 'abcd', 'x'.repeat(32_767), '\uFFFD']);
  });

  test('PDF: every row of it', async () => {
    const { body, contentType } = await file('failed', 'pdf', span);
    expect(contentType).toBe('application/pdf');
    const text = bare(readPdf(body as Uint8Array).text);
    for (const { cells } of (await rows('failed', span)).items) expect(text).toContain(bare(cells['outcome'] ?? '?'));
    expect(text).toContain(bare('Failed, with reasons'));
  });

  test('who took it along stands in the trail of the client', async () => {
    await file('installed', 'csv', span);
    const found = await sql<{
      entry: string;
    }>`select entry from fettle.audit_entry where action = 'fleet-report.exported' order by seq desc limit 1`.execute(
      given.database.superuserDb,
    );
    const { body, subject } = JSON.parse(found.rows[0]?.entry ?? '{}') as { body: { format: string; rows: number }; subject: string };
    expect([subject, body.format]).toEqual(['fleet-report:installed', 'csv']);
    expect(body.rows).toBe((await rows('installed', span)).items.length);
  });
});
