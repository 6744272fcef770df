/** Audits of the process on a real database: drafts, what is kept at the conclusion and stays, actions that end, own steps, and what step 12 and Today make of it. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { standNow } from './checklist/index.ts';
import { asking, openFleet } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { inClients } from './platform/database/index.ts';
import type { Actor } from './platform/feature.ts';
import { auditDigest } from './process-audits/conclude.ts';
import { processAuditsFeature } from './process-audits/index.ts';
import { readConclusion } from './process-audits/store.ts';
import { processAuditLines } from './today/process-audits.ts';

const { handlers = {} } = processAuditsFeature({ stand: standNow });

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

async function open(): Promise<Fleet> {
  return (fleet = await openFleet({ devices: { 'db-1': {} } }));
}
const { call, well } = asking(handlers);
const list = (at: Fleet) => well(at, 'listProcessAudits', { params: { id: at.clientId } });
const start = (at: Fleet) => call(at, 'startProcessAudit', { params: { id: at.clientId }, body: { auditor: 'Ada' } });
const of = (at: Fleet, number: number) => ({ id: at.clientId, number });
const conclude = (at: Fleet, number: number) =>
  call(at, 'concludeProcessAudit', { params: of(at, number), body: { conclusion: 'Nearly well.' } });
const finding = { step: 5, severity: 'serious' as const, text: 'Never restored', asks: 'Try it' };
const action = (at: Fleet, number: number, findingId: string | null, dueOn: string) =>
  call(at, 'addProcessAuditAction', {
    params: of(at, number),
    body: { findingId, text: 'Restore it', owner: { name: 'Bea' }, dueOn },
  });
const printed = async (at: Fleet) => {
  const answer: unknown = await well(at, 'getProcessAuditDocument', { params: of(at, 1) });
  return (answer as { readonly body: string }).body;
};
const step12 = (at: Fleet) =>
  inClients(at.context.db, [at.clientId], async (tx) => (await standNow(tx, at.context, at.clientId))?.steps[11]?.reasons ?? []);
const lines = (at: Fleet) => inClients(at.context.db, [at.clientId], (tx) => processAuditLines(tx, at.clock.now()));

test('it is a draft until it is concluded; then its steps, findings and digest stay, and only actions end', async () => {
  const at = await open();
  expect(await list(at)).toMatchObject({ standing: { state: 'never', nextOn: null }, interval: { months: 12, own: false }, draft: null });
  expect(await step12(at)).toContainEqual(expect.objectContaining({ state: 'unknown', sentence: 'The process was never audited.' }));
  const draft = await start(at);
  expect(draft).toMatchObject({ number: 1, auditor: 'Ada', concludedAt: null, before: null, changed: [] });
  expect(await start(at)).toMatchObject({ code: 'conflict.exists' });
  const { findings } = await well(at, 'addProcessAuditFinding', { params: of(at, 1), body: finding });
  const id = findings[0]?.id ?? '';
  const { actions } = (await action(at, 1, id, '2026-04-01')) as CallOutput<'getProcessAudit'>;
  expect(await action(at, 1, at.context.newId(), '2026-04-01')).toMatchObject({ code: 'request.invalid' });
  const slip = await well(at, 'addProcessAuditFinding', { params: of(at, 1), body: { ...finding, step: null } });
  const gone = slip.findings.find((one) => one.id !== id)?.id ?? '';
  await action(at, 1, gone, '2026-04-01');
  expect(await well(at, 'removeProcessAuditEntry', { params: { ...of(at, 1), entryId: gone } })).toMatchObject({
    findings: [{ id }],
    actions: [{ id: actions[0]?.id }],
  });
  const end = {
    params: { ...of(at, 1), actionId: actions[0]?.id ?? '' },
    body: { ended: 'done' as const, person: 'Bea', note: 'Restored it' },
  };
  expect(await call(at, 'endProcessAuditAction', end)).toMatchObject({ code: 'process-audit.not-possible' });

  const concluded = (await conclude(at, 1)) as CallOutput<'getProcessAudit'>;
  expect(concluded).toMatchObject({
    conclusion: 'Nearly well.',
    nextOn: '2027-03-02',
    actions: [{ owner: 'Bea', overdue: false, end: null }],
  });
  expect(concluded.steps.map(({ state }) => state)).toHaveLength(12);
  const kept = await inClients(at.context.db, [at.clientId], (tx) => readConclusion(tx, at.clientId, 1));
  if (kept === null) throw new Error('it was concluded');
  expect(auditDigest(kept.content)).toBe(concluded.digest);
  const trail = await sql<{ entry: string }>`select entry from fettle.audit_entry where action = 'process-audit.concluded'`.execute(
    at.database.superuserDb,
  );
  expect(trail.rows.map(({ entry }) => entry.includes(concluded.digest ?? 'none'))).toEqual([true]);

  for (const refused of [
    await conclude(at, 1),
    await action(at, 1, null, '2026-04-01'),
    await call(at, 'addProcessAuditFinding', { params: of(at, 1), body: finding }),
    await call(at, 'removeProcessAuditEntry', { params: { ...of(at, 1), entryId: id } }),
  ])
    expect(refused).toMatchObject({ code: 'process-audit.not-possible' });
  const su = at.database.superuserDb;
  for (const change of [
    sql`update fettle.process_audit_conclusion set conclusion = 'All is well'`,
    sql`delete from fettle.process_audit_finding`,
    sql`update fettle.process_audit_action set due_on = '2030-01-01'`,
    sql`insert into fettle.process_audit_finding select client_id, gen_random_uuid(), audit_id, step, severity, text, asks, by, at from fettle.process_audit_finding`,
  ])
    await expect(change.execute(su)).rejects.toThrow();

  expect(await printed(at)).toContain('Nearly well.');
  at.clock.advance({ hours: 24 * 40 });
  expect(await list(at)).toMatchObject({ standing: { state: 'current', overdueActions: 1 }, actions: [{ audit: 1, overdue: true }] });
  expect(await step12(at)).toContainEqual(
    expect.objectContaining({ state: 'attention', sentence: '1 of 1 open action of process audits is overdue.' }),
  );
  expect(await lines(at)).toMatchObject([{ title: 'End one action of the process audit', since: '2026-04-02T00:00:00.000Z' }]);
  expect(await well(at, 'endProcessAuditAction', end)).toMatchObject({ actions: [{ end: { ended: 'done', person: 'Bea' } }] });
  expect(await call(at, 'endProcessAuditAction', end)).toMatchObject({ code: 'process-audit.not-possible' });
  expect(await lines(at)).toEqual([]);
  const html = await printed(at);
  for (const words of [
    concluded.digest ?? 'none',
    'Done by',
    'Restored it',
    '12. Documentation is updated',
    'The process was never audited.',
  ])
    expect(html).toContain(words);
  const pdf: unknown = await well(at, 'getProcessAuditPdf', { params: of(at, 1) });
  expect(
    Buffer.from((pdf as { readonly body: Uint8Array }).body)
      .subarray(0, 5)
      .toString('latin1'),
  ).toBe('%PDF-');
});

test('no action is cut from a conclusion, however many there are', async () => {
  const at = await open();
  await start(at);
  await sql`
    insert into fettle.process_audit_action (client_id, id, audit_id, text, owner, due_on, by, at)
    select client_id, gen_random_uuid(), id, 'Part ' || n, 'Bea', '2026-06-01', ${at.actor.id}, ${at.context.now()} from fettle.process_audit cross join generate_series(1, 201) n`.execute(
    at.database.superuserDb,
  );
  await conclude(at, 1);
  const kept = await inClients(at.context.db, [at.clientId], (tx) => readConclusion(tx, at.clientId, 1));
  expect(kept?.content.actions).toHaveLength(201);
});

test('the next is due after the client’s own interval, or the provider’s; overdue asks for a person, and later fails', async () => {
  const at = await open();
  await start(at);
  await conclude(at, 1);
  const interval = (months: number | null, basedOn: number) =>
    call(at, 'setProcessAuditInterval', { params: { id: at.clientId }, body: { months, because: 'Their contract', basedOn } });
  expect(await interval(3, 0)).toMatchObject({ interval: { months: 3, own: true, version: 1 }, standing: { nextOn: '2026-06-02' } });
  expect(await interval(6, 0)).toMatchObject({ code: 'conflict.changed' });
  expect(await interval(37, 1)).toMatchObject({ code: 'request.invalid' });
  at.clock.advance({ hours: 24 * 93 });
  expect(await step12(at)).toContainEqual(
    expect.objectContaining({ state: 'attention', sentence: expect.stringMatching(/due on 2026-06-02/) }),
  );
  expect(await lines(at)).toMatchObject([{ title: 'Audit the process', since: '2026-06-03T00:00:00.000Z' }]);
  at.clock.advance({ hours: 24 * 91 });
  expect(await step12(at)).toContainEqual(expect.objectContaining({ state: 'failing' }));
  expect(await interval(null, 1)).toMatchObject({ interval: { months: 12, own: false, version: 2 }, standing: { state: 'current' } });
  // What became of the steps stands with the next one.
  await start(at);
  const second = (await conclude(at, 2)) as CallOutput<'getProcessAudit'>;
  expect(second.before).toBe(1);
  expect(second.changed).toHaveLength(12);
  expect(new Set(second.changed.map(({ change }) => change))).not.toEqual(new Set(['same']));
});

test('a provider’s own step is unknown until a concluded audit judged it, and again when that is too old', async () => {
  const at = await open();
  const step = { id: null, title: 'Backups are watched', good: 'Somebody looks daily', judge: 'The lead', months: 1 };
  const save = (steps: readonly (Omit<typeof step, 'id'> & { id: string | null })[], basedOn: number) =>
    call(at, 'saveProcessAuditRules', { body: { months: 12, steps: [...steps], because: 'We promise it', basedOn } });
  const rules = (await save([step], 0)) as CallOutput<'getProcessAuditRules'>;
  expect(await save([step, step], 1)).toMatchObject({ code: 'request.invalid' });
  expect(await save([{ ...step, id: at.context.newId() }], 1)).toMatchObject({ code: 'request.invalid' });
  const stepId = rules.steps[0]?.id ?? '';
  const own = async () => (await list(at)).ownSteps.map(({ state, judgedOn }) => [state, judgedOn]);
  expect(await own()).toEqual([['unknown', null]]);
  await start(at);
  const judge = (result: 'good' | 'failing', note: string | null) =>
    call(at, 'judgeOwnStep', { params: { ...of(at, 1), stepId }, body: { result, note } });
  expect(await judge('failing', null)).toMatchObject({ code: 'request.invalid' });
  await judge('failing', 'Nobody looks');
  expect(await judge('good', null)).toMatchObject({ judged: [{ result: 'good', note: null }] });
  expect(await own()).toEqual([['unknown', null]]);
  await conclude(at, 1);
  expect(await own()).toEqual([['good', '2026-03-02']]);
  expect(await judge('failing', 'Too late')).toMatchObject({ code: 'process-audit.not-possible' });
  at.clock.advance({ hours: 24 * 32 });
  expect(await own()).toEqual([['unknown', '2026-03-02']]);
});

test('of a client out of reach nothing is told or done, and nobody who can not reach it owns an action', async () => {
  const at = await open();
  await start(at);
  const stranger: Actor = { ...at.actor, scopeFor: () => [], can: () => false };
  const id = at.clientId;
  for (const answer of [
    await call(at, 'listProcessAudits', { params: { id } }, stranger),
    await call(at, 'getProcessAudit', { params: of(at, 1) }, stranger),
    await call(at, 'startProcessAudit', { params: { id }, body: { auditor: 'Eve' } }, stranger),
    await call(at, 'concludeProcessAudit', { params: of(at, 1), body: { conclusion: 'Mine' } }, stranger),
    await call(at, 'getProcessAudit', { params: of(at, 7) }),
  ])
    expect(answer).toMatchObject({ code: 'not-found' });
  expect(await call(at, 'getProcessAuditDocument', { params: of(at, 1) })).toMatchObject({ code: 'process-audit.not-possible' });
  expect(await call(at, 'getProcessAuditDocument', { params: of(at, 1) }, stranger)).toMatchObject({ code: 'not-found' });
  const body = { findingId: null, text: 'Restore it', owner: { personId: at.context.newId() }, dueOn: '2026-04-01' };
  expect(await call(at, 'addProcessAuditAction', { params: of(at, 1), body })).toMatchObject({ code: 'request.invalid' });
});
