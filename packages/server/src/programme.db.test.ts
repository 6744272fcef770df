/** The programme document on a real database: it follows the records, keeps its versions, and says what only people know and nobody wrote. */
import { partIds } from '@fettle/core/programme';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { asking, openFleet } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { inClients } from './platform/database/index.ts';
import type { Actor } from './platform/feature.ts';
import { programmeHandlers } from './programme/handlers.ts';
import { programmeDigest } from './programme/make.ts';
import { programmeFacts } from './programme/facts.ts';
import { programmeRound } from './programme/round.ts';
import { readProgramme } from './programme/store.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

async function open(): Promise<Fleet> {
  return (fleet = await openFleet({ devices: { 'db-1': {}, 'web-1': {} } }));
}
const { call, well } = asking(programmeHandlers);
const view = (at: Fleet) => well(at, 'getProgramme', { params: { id: at.clientId } });
const part = (at: Fleet, body: { text: string; basedOn: number }) =>
  call(at, 'saveProgrammePart', { params: { id: at.clientId, part: 'sandbox' }, body: { owner: 'Ada', reviewAt: '2026-06-01', ...body } });
const changes = async (at: Fleet, version: number) =>
  (await well(at, 'getProgrammeChanges', { params: { id: at.clientId, version } })).differences.map(({ place, kind, what, from, to }) => [
    place,
    kind,
    what,
    from,
    to,
  ]);

test('it is made by itself, once, and anew only where the records say something else', async () => {
  const at = await open();
  expect(await view(at)).toMatchObject({ current: null, lookedAt: null, missing: partIds, versions: [] });
  const both = await Promise.all([programmeRound(at.context), programmeRound(at.context)]);
  expect(both.toSorted()).toEqual([0, 1]);
  expect((await view(at)).current).toMatchObject({ version: 1, madeBy: 'Fettle' });
  // Not due for a day; then nothing has changed but the time.
  expect(await programmeRound(at.context)).toBe(0);
  at.clock.advance({ hours: 25 });
  expect(await programmeRound(at.context)).toBe(0);
  const { current, lookedAt } = await view(at);
  expect([current?.version, lookedAt?.slice(0, 10)]).toEqual([1, '2026-03-03']);

  await sql`update fettle.device set tier = 'mission-critical', owner = 'Bea' where name = 'db-1'`.execute(at.database.superuserDb);
  at.clock.advance({ hours: 25 });
  expect(await programmeRound(at.context)).toBe(1);
  expect(await changes(at, 2)).toEqual([
    ['Devices by criticality', 'changed', 'db-1', 'Tier: not said; Owner: not said', 'Tier: mission-critical; Owner: Bea'],
    ['Stand-ins (sandbox) of mission-critical devices', 'added', 'db-1', null, 'none is named'],
    ['Ways back by criticality', 'changed', 'db-1', 'Tier: not said', 'Tier: mission-critical'],
  ]);
  expect(await changes(at, 1)).toEqual([]);
});

test('the digest is that of what is stored, and the audit trail holds it', async () => {
  const at = await open();
  const made = await well(at, 'makeProgramme', { params: { id: at.clientId } });
  expect(made.current?.madeBy).toBe(at.actor.id);
  const stored = await inClients(at.context.db, [at.clientId], (tx) => readProgramme(tx, at.clientId, 1));
  if (stored === null) throw new Error('it was made');
  expect(programmeDigest(stored.content)).toBe(made.current?.digest);
  const audit = await sql<{ entry: string }>`select entry from fettle.audit_entry where action = 'programme.made'`.execute(
    at.database.superuserDb,
  );
  expect(audit.rows.map(({ entry }) => entry.includes(made.current?.digest ?? 'none'))).toEqual([true]);
  await expect(sql`update fettle.programme_version set version = 2`.execute(at.database.superuserDb)).rejects.toThrow();
});

test('parts are written by people, kept in versions, and refused where somebody was faster', async () => {
  const at = await open();
  const text = 'A twin of the shop <script>alert(1)</script>\n\nKeys: vault “test”.';
  expect(await part(at, { text, basedOn: 0 })).toMatchObject({ overdue: [], missing: partIds.filter((one) => one !== 'sandbox') });
  expect(await part(at, { text: 'Another', basedOn: 0 })).toMatchObject({ code: 'conflict.changed' });
  expect(await part(at, { text, basedOn: 1 })).toMatchObject({ current: null });
  await programmeRound(at.context);
  const answer: unknown = await well(at, 'getProgrammeDocument', { params: { id: at.clientId, version: 1 } });
  const { body: html, contentType } = answer as { readonly body: string; readonly contentType: string };
  expect(contentType).toContain('text/html');
  expect(html).toContain('alert(1)');
  expect(html).not.toContain('<script>');
  for (const words of [
    'db-1',
    'web-1',
    'Vault',
    'Every day',
    '1. Inventory by criticality',
    '7. Backup and recovery',
    'Nobody has written this yet.',
  ])
    expect(html.toLowerCase()).toContain(words.toLowerCase());
  const facts = () => inClients(at.context.db, [at.clientId], (tx) => programmeFacts(tx, at.clientId, at.context.now().slice(0, 10)));
  expect(await facts()).toMatchObject({ version: 1, parts: partIds.length, missing: partIds.length - 1, overdue: 0 });
  at.clock.advance({ hours: 24 * 100 });
  expect(await facts()).toMatchObject({ overdue: 1 });
});

test('of a client out of reach nothing is told, and a version that is not there is said to be none', async () => {
  const at = await open();
  await programmeRound(at.context);
  const stranger: Actor = { ...at.actor, scopeFor: () => [], can: () => false };
  const id = at.clientId;
  const names = ['getProgrammeDocument', 'getProgrammePdf', 'getProgrammeChanges'] as const;
  for (const name of names) {
    expect(await call(at, name, { params: { id, version: 1 } }, stranger)).toMatchObject({ code: 'not-found' });
    expect(await call(at, name, { params: { id, version: 2 } })).toMatchObject({
      code: 'not-found',
      detail: expect.stringContaining('version 2'),
    });
  }
  expect(await call(at, 'getProgramme', { params: { id } }, stranger)).toMatchObject({ code: 'not-found' });
  expect(await call(at, 'makeProgramme', { params: { id } }, stranger)).toMatchObject({ code: 'not-found' });
});

test('as PDF it has all of that, with its content attached', async () => {
  const at = await open();
  await programmeRound(at.context);
  const answer: unknown = await well(at, 'getProgrammePdf', { params: { id: at.clientId, version: 1 } });
  const { body } = answer as { readonly body: Uint8Array };
  expect(Buffer.from(body).subarray(0, 5).toString('latin1')).toBe('%PDF-');
});
