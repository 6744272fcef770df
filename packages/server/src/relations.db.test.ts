/** Hosts, dependencies and clusters by a file, on a real database: whole or not at all, and out again in the same form. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heedFreezes } from './deployments/index.ts';
import { callOf, openFleet } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { answerOf, callRoute } from './platform/testing/index.ts';
import { relationsFeature } from './relations/index.ts';

let at: Fleet;
beforeAll(async () => {
  at = await openFleet({ devices: { 'web-1': {}, 'web-2': {}, 'db-1': {}, 'hv-1': {} } });
}, 60_000);
afterAll(() => at.close());

const handlers = relationsFeature({ changed: heedFreezes }).handlers ?? {};
const given = () => ({ context: at.context, actor: at.actor, handlers });
const taken = (lines: string, dryRun = false) =>
  answerOf(given(), 'importRelations', { params: { id: at.clientId }, body: { csv: `device,relation,other,most,do\n${lines}`, dryRun } });
const refused = (lines: string) =>
  callRoute(given(), 'importRelations', {
    params: { id: at.clientId },
    body: { csv: `device,relation,other,most,do\n${lines}`, dryRun: false },
  });
const written = async () => (await answerOf(given(), 'exportRelations', { params: { id: at.clientId } })).csv;
const empty = 'device,relation,other,most\r\n';
const audited = async () => {
  const found = await sql<{ n: number }>`select count(*)::int as n from fettle.audit_entry where action = 'relations.imported'`.execute(
    at.database.superuserDb,
  );
  return found.rows[0]?.n ?? -1;
};

const file = 'web-1,runs on,hv-1,,\nweb-1,depends on,db-1,,\nweb-1,member of,Web,1,\nWEB-2,member of,web,,\n';

test('a dry run says what it would change, and changes nothing', async () => {
  const said = await taken(file, true);
  expect(said).toMatchObject({ applied: false, changed: 4, wrong: 0, problems: [] });
  expect(said.changes[0]).toEqual({ line: 2, sentence: 'web-1 runs on hv-1.' });
  expect(await written()).toBe(empty);
  expect(await audited()).toBe(0);
});

test('one line that can not be taken keeps all of them out, and is named', async () => {
  const answer = await refused(`${file}nobody,runs on,hv-1,,\nhv-1,depends on,web-1,,\n`);
  expect(answer).toMatchObject({
    code: 'request.invalid',
    errors: [
      { path: 'line 2', message: expect.stringContaining('in a ring') },
      { path: 'line 6', message: expect.stringContaining('“nobody”') },
      { path: 'line 7', message: expect.stringContaining('in a ring') },
    ],
  });
  expect(await written()).toBe(empty);
});

test('it is taken whole, is written out as it stands, and changes nothing when it is taken again', async () => {
  expect(await taken(file)).toMatchObject({ applied: true, changed: 4 });
  const csv = await written();
  expect(csv.split('\r\n')).toEqual([
    'device,relation,other,most',
    'web-1,runs on,hv-1,',
    'web-1,member of,Web,1',
    'web-1,depends on,db-1,',
    'web-2,member of,Web,1',
    '',
  ]);
  expect(await audited()).toBe(1);
  const again = await answerOf(given(), 'importRelations', { params: { id: at.clientId }, body: { csv, dryRun: false } });
  expect(again).toMatchObject({ applied: true, changed: 0 });
  expect(await audited()).toBe(1);
});

test('a guest moves, what it ran on may be what it needs, and a cluster without devices is gone', async () => {
  const lines = 'web-1,runs on,hv-1,,remove\nweb-1,depends on,hv-1,,\nweb-1,member of,Web,,remove\nweb-2,member of,Web,,remove\n';
  expect(await taken(lines)).toMatchObject({ applied: true, changed: 4 });
  expect(await written()).toBe('device,relation,other,most\r\nweb-1,depends on,db-1,\r\nweb-1,depends on,hv-1,\r\n');
});

test('who may not change devices is refused', async () => {
  const without = { ...at.actor, scopeFor: (permission: string) => (permission === 'device.write' ? [] : [at.clientId]) };
  const call = callOf(
    { ...at.context },
    without as typeof at.actor,
    { params: { id: at.clientId }, body: { csv: 'device,relation,other\n', dryRun: false } } as never,
  );
  const answer = await (handlers.importRelations as (of: unknown) => Promise<unknown>)(call);
  expect(answer).toMatchObject({ code: 'permission.missing' });
});
