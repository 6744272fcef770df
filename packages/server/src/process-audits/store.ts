/** The SQL of process audits. Only this file writes their tables; once an audit is concluded the database refuses to change it. */
import type { StepState } from '@fettle/core/checklist';
import type { ActionEnd, FindingSeverity } from '@fettle/core/process-audit';
import { sql } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { AuditContent } from './types.ts';

const mostAudits = 100;
/** What a list of open actions shows; an audit itself is never cut. */
const mostOpen = 200;

export type AuditRow = {
  readonly id: string;
  readonly number: number;
  readonly auditor: string;
  readonly started_by: string;
  readonly started_at: string;
  readonly concluded_by: string | null;
  readonly concluded_at: string | null;
  readonly digest: string | null;
  readonly findings: number;
  readonly actions: number;
  readonly open_actions: number;
};

/** The newest first; `number`: that one alone. */
export async function readAudits(tx: Tx, clientId: string, number: number | null = null): Promise<readonly AuditRow[]> {
  const found = await sql<AuditRow>`
    select a.id, a.number, a.auditor, ${named(sql`a.started_by`)} as started_by, a.started_at, ${named(sql`z.concluded_by`)} as concluded_by,
      z.concluded_at, z.digest,
      (select count(*)::int from process_audit_finding f where f.client_id = a.client_id and f.audit_id = a.id) as findings,
      (select count(*)::int from process_audit_action x where x.client_id = a.client_id and x.audit_id = a.id) as actions,
      (select count(*)::int from process_audit_action x where x.client_id = a.client_id and x.audit_id = a.id
        and not exists (select from process_audit_action_end e where e.client_id = x.client_id and e.action_id = x.id)) as open_actions
    from process_audit a left join process_audit_conclusion z on z.client_id = a.client_id and z.audit_id = a.id
    where a.client_id = ${clientId} and ${number === null ? sql`true` : sql`a.number = ${number}`}
    order by a.number desc limit ${mostAudits}`.execute(tx);
  return found.rows;
}

export type ConclusionRow = {
  readonly number: number;
  readonly digest: string;
  readonly concluded_on: string;
  readonly content: AuditContent;
};

/** The newest concluded audit before this number; null: there is none. */
export async function readConclusionBefore(tx: Tx, clientId: string, number: number): Promise<ConclusionRow | null> {
  const found = await sql<ConclusionRow>`
    select a.number, k.digest, k.concluded_on, k.content from process_audit a
    join process_audit_conclusion k on k.client_id = a.client_id and k.audit_id = a.id
    where a.client_id = ${clientId} and a.number < ${number} order by a.number desc limit 1`.execute(tx);
  // Written by `addConclusion` and nobody else.
  return found.rows[0] ?? null;
}

export async function readConclusion(tx: Tx, clientId: string, number: number): Promise<ConclusionRow | null> {
  const found = await readConclusionBefore(tx, clientId, number + 1);
  return found?.number === number ? found : null;
}

export type FindingRow = {
  readonly id: string;
  readonly step: number | null;
  readonly severity: FindingSeverity;
  readonly text: string;
  readonly asks: string | null;
  readonly by: string;
  readonly at: string;
};

export async function readFindings(tx: Tx, clientId: string, auditId: string): Promise<readonly FindingRow[]> {
  const found = await sql<FindingRow>`
    select f.id, f.step, f.severity, f.text, f.asks, ${named(sql`f.by`)} as by, f.at from process_audit_finding f
    where f.client_id = ${clientId} and f.audit_id = ${auditId} order by f.id`.execute(tx);
  return found.rows;
}

export type ActionRow = {
  readonly id: string;
  readonly number: number;
  readonly finding_id: string | null;
  readonly text: string;
  readonly owner: string;
  readonly due_on: string;
  readonly by: string;
  readonly at: string;
  readonly ended: ActionEnd | null;
  readonly end_person: string | null;
  readonly end_note: string | null;
  readonly end_by: string | null;
  readonly end_at: string | null;
};

/** Of an audit all, as they were recorded; `open`: of all concluded audits those without an end, the first that is due first. */
export async function readActions(tx: Tx, clientId: string, of: { readonly auditId: string } | 'open'): Promise<readonly ActionRow[]> {
  const found = await sql<ActionRow>`
    select x.id, a.number, x.finding_id, x.text, x.owner, x.due_on, ${named(sql`x.by`)} as by, x.at,
      e.ended, e.person as end_person, e.note as end_note, ${named(sql`e.by`)} as end_by, e.at as end_at
    from process_audit_action x join process_audit a on a.client_id = x.client_id and a.id = x.audit_id
    left join process_audit_action_end e on e.client_id = x.client_id and e.action_id = x.id
    where x.client_id = ${clientId} and ${
      of === 'open'
        ? sql`e.action_id is null and exists (select from process_audit_conclusion k where k.client_id = x.client_id and k.audit_id = x.audit_id)`
        : sql`x.audit_id = ${of.auditId}`
    }
    order by ${of === 'open' ? sql`x.due_on, x.id limit ${mostOpen}` : sql`x.id`}`.execute(tx);
  return found.rows;
}

export type JudgementRow = {
  readonly step_id: string;
  readonly title: string;
  readonly good: string;
  readonly judge: string;
  readonly result: StepState;
  readonly note: string | null;
  readonly by: string;
  readonly at: string;
};

export async function readJudgements(tx: Tx, clientId: string, auditId: string): Promise<readonly JudgementRow[]> {
  const found = await sql<JudgementRow>`
    select j.step_id, j.title, j.good, j.judge, j.result, j.note, ${named(sql`j.by`)} as by, j.at from process_audit_judgement j
    where j.client_id = ${clientId} and j.audit_id = ${auditId} order by j.title`.execute(tx);
  return found.rows;
}

export type HeldRow = {
  readonly step_id: string;
  readonly result: StepState;
  readonly note: string | null;
  readonly on: string;
  readonly auditor: string;
};

/** Of each own step the judgement of the newest concluded audit that judged it. */
export async function readHeldJudgements(tx: Tx, clientId: string): Promise<readonly HeldRow[]> {
  const found = await sql<HeldRow>`
    select distinct on (j.step_id) j.step_id, j.result, j.note, k.concluded_on as "on", a.auditor from process_audit_judgement j
    join process_audit a on a.client_id = j.client_id and a.id = j.audit_id
    join process_audit_conclusion k on k.client_id = j.client_id and k.audit_id = j.audit_id
    where j.client_id = ${clientId} order by j.step_id, a.number desc`.execute(tx);
  return found.rows;
}

export type FactsRow = {
  readonly client_id: string;
  readonly last_number: number | null;
  readonly last_on: string | null;
  /** The client's own interval; null: the provider's. */
  readonly months: number | null;
  readonly interval_version: number | null;
  readonly due_days: readonly string[];
};

/** One row a client in view; `clientId` null: of those that were ever audited. */
export async function readFacts(tx: Tx, clientId: string | null): Promise<readonly FactsRow[]> {
  const found = await sql<FactsRow>`
    select c.client_id, l.number as last_number, l.concluded_on as last_on, i.months, i.version as interval_version, coalesce(o.days, '{}') as due_days
    from client c
    left join lateral (
      select a.number, k.concluded_on from process_audit a join process_audit_conclusion k on k.client_id = a.client_id and k.audit_id = a.id
      where a.client_id = c.client_id order by a.number desc limit 1
    ) l on true
    left join lateral (
      select v.months, v.version from process_audit_interval v where v.client_id = c.client_id order by v.version desc limit 1
    ) i on true
    left join lateral (
      select array_agg(x.due_on) as days from process_audit_action x
      join process_audit_conclusion k on k.client_id = x.client_id and k.audit_id = x.audit_id
      where x.client_id = c.client_id and not exists (select from process_audit_action_end e where e.client_id = x.client_id and e.action_id = x.id)
    ) o on true
    where ${clientId === null ? sql`l.number is not null` : sql`c.client_id = ${clientId}`} order by c.client_id`.execute(tx);
  return found.rows;
}

/** The name of somebody who may reach this client; null: nobody by that id may. */
export async function reachingPerson(tx: Tx, clientId: string, personId: string): Promise<string | null> {
  const found = await sql<{ name: string }>`
    select p.name from person p where p.id = ${personId} and p.removed_at is null
      and exists (select from person_grant g where g.person_id = p.id and (g.client_id is null or g.client_id = ${clientId}))`.execute(tx);
  return found.rows[0]?.name ?? null;
}

/** Held to the end of the transaction, by whoever changes an audit of this client. */
export async function lockAudits(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`fettle process audits ${clientId}`}, 0))`.execute(tx);
}

type Of = { readonly clientId: string; readonly by: string; readonly at: string };

export async function addAudit(
  tx: Tx,
  { clientId, by, at }: Of,
  one: { readonly id: string; readonly number: number; readonly auditor: string },
): Promise<void> {
  await tx
    .insertInto('process_audit')
    .values({ client_id: clientId, id: one.id, number: one.number, auditor: one.auditor, started_by: by, started_at: at })
    .execute();
}

export async function addFinding(
  tx: Tx,
  { clientId, by, at }: Of,
  {
    id,
    auditId,
    step,
    severity,
    text,
    asks,
  }: Pick<FindingRow, 'id' | 'step' | 'severity' | 'text' | 'asks'> & { readonly auditId: string },
): Promise<void> {
  await tx
    .insertInto('process_audit_finding')
    .values({ client_id: clientId, id, audit_id: auditId, step, severity, text, asks, by, at })
    .execute();
}

export async function addAction(
  tx: Tx,
  { clientId, by, at }: Of,
  one: {
    readonly id: string;
    readonly auditId: string;
    readonly findingId: string | null;
    readonly text: string;
    readonly ownerId: string | null;
    readonly owner: string;
    readonly dueOn: string;
  },
): Promise<void> {
  await tx
    .insertInto('process_audit_action')
    .values({
      client_id: clientId,
      id: one.id,
      audit_id: one.auditId,
      finding_id: one.findingId,
      text: one.text,
      owner_id: one.ownerId,
      owner: one.owner,
      due_on: one.dueOn,
      by,
      at,
    })
    .execute();
}

/** A finding goes with its actions. */
export async function removeEntry(tx: Tx, clientId: string, auditId: string, entryId: string): Promise<void> {
  await sql`delete from process_audit_action where client_id = ${clientId} and audit_id = ${auditId} and (id = ${entryId} or finding_id = ${entryId})`.execute(
    tx,
  );
  await sql`delete from process_audit_finding where client_id = ${clientId} and audit_id = ${auditId} and id = ${entryId}`.execute(tx);
}

/** In place of an earlier one of the same step in the same draft. */
export async function saveJudgement(
  tx: Tx,
  { clientId, by, at }: Of,
  one: Pick<JudgementRow, 'title' | 'good' | 'judge' | 'result' | 'note'> & { readonly auditId: string; readonly stepId: string },
): Promise<void> {
  const { auditId, stepId, title, good, judge, result, note } = one;
  await sql`delete from process_audit_judgement where client_id = ${clientId} and audit_id = ${auditId} and step_id = ${stepId}`.execute(
    tx,
  );
  await tx
    .insertInto('process_audit_judgement')
    .values({ client_id: clientId, audit_id: auditId, step_id: stepId, title, good, judge, result, note, by, at })
    .execute();
}

export async function addConclusion(
  tx: Tx,
  { clientId, by, at }: Of,
  one: { readonly auditId: string; readonly content: AuditContent; readonly digest: string; readonly on: string },
): Promise<void> {
  await sql`
    insert into process_audit_conclusion (client_id, audit_id, conclusion, content, digest, concluded_on, next_on, concluded_by, concluded_at)
    values (${clientId}, ${one.auditId}, ${one.content.conclusion}, ${JSON.stringify(one.content)}, ${one.digest}, ${one.on}, ${one.content.nextOn}, ${by}, ${at})`.execute(
    tx,
  );
}

export async function addActionEnd(
  tx: Tx,
  { clientId, by, at }: Of,
  one: { readonly actionId: string; readonly ended: ActionEnd; readonly person: string; readonly note: string },
): Promise<void> {
  await tx
    .insertInto('process_audit_action_end')
    .values({ client_id: clientId, action_id: one.actionId, ended: one.ended, person: one.person, note: one.note, by, at })
    .execute();
}

export async function addInterval(
  tx: Tx,
  { clientId, by, at }: Of,
  one: { readonly version: number; readonly months: number | null; readonly because: string },
): Promise<void> {
  await tx
    .insertInto('process_audit_interval')
    .values({ client_id: clientId, version: one.version, months: one.months, because: one.because, by, at })
    .execute();
}
