/** What the API shows of process audits. */
import { compareSteps, isOverdue, ownStepStanding } from '@fettle/core/process-audit';
import type { AuditStanding, Judgement } from '@fettle/core/process-audit';
import type { CallOutput } from '@fettle/protocol/client';
import type { Actor, Context, Tx } from '../platform/feature.ts';
import { auditStandings } from './facts.ts';
import { readAuditRules } from './rules.ts';
import {
  readActions,
  readAudits,
  readConclusion,
  readConclusionBefore,
  readFindings,
  readHeldJudgements,
  readJudgements,
} from './store.ts';
import type { ActionRow, AuditRow } from './store.ts';
import type { KeptStep, Stand } from './types.ts';

export type ListView = CallOutput<'listProcessAudits'>;
export type View = CallOutput<'getProcessAudit'>;

/** Null: there is no such client in view of the transaction. */
export async function listView(tx: Tx, context: Context, actor: Actor, clientId: string): Promise<ListView | null> {
  const [standing] = await auditStandings(tx, clientId, context.now());
  if (standing === undefined) return null;
  const audits = await readAudits(tx, clientId);
  const { months: provider, steps } = await readAuditRules(tx);
  const held = new Map((await readHeldJudgements(tx, clientId)).map((row) => [row.step_id, row]));
  const { state, last, nextOn, openActions, overdueActions, today, months, row } = standing;
  return {
    standing: { state, sentence: standingSentence(standing), last, nextOn, openActions, overdueActions },
    interval: { months, own: row.months !== null, version: row.interval_version ?? 0, provider },
    draft: audits.find(({ concluded_at }) => concluded_at === null)?.number ?? null,
    audits: audits.map(summaryOf),
    actions: (await readActions(tx, clientId, 'open')).map((action) => actionView(action, today)),
    ownSteps: steps.map((step) => {
      const own = held.get(step.id);
      const judged: Judgement | null =
        own === undefined ? null : { stepId: step.id, result: own.result, note: own.note, on: own.on, by: own.auditor };
      const { id, title, good, judge } = step;
      const stands = ownStepStanding(step, judged, today);
      return { id, title, good, judge, months: step.months, ...stands, judgedOn: judged?.on ?? null, judgedBy: judged?.by ?? null };
    }),
    mayWrite: actor.can('client.write', clientId),
  };
}

/** `Last audited on …, next due on …`, in one line. */
export function standingSentence({ state, last, nextOn, openActions, overdueActions }: AuditStanding): string {
  const open = openActions === 0 ? '' : ` ${openActions} ${openActions === 1 ? 'action' : 'actions'} open, ${overdueActions} overdue.`;
  if (state === 'never') return `The process of this client was never audited.${open}`;
  const due = state === 'current' ? `the next audit is due on ${nextOn}` : `the next audit was due on ${nextOn}`;
  return `Last audited on ${last?.on ?? ''}; ${due}.${open}`;
}

/** Null: there is no such audit. A draft shows the steps as they stand now. */
export async function auditView(
  tx: Tx,
  context: Context,
  actor: Actor,
  { clientId, number, stand }: { readonly clientId: string; readonly number: number; readonly stand: Stand },
): Promise<View | null> {
  const [row] = await readAudits(tx, clientId, number);
  const [standing] = await auditStandings(tx, clientId, context.now());
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  if (row === undefined || standing === undefined || client === undefined) return null;
  const kept = await readConclusion(tx, clientId, number);
  const before = await readConclusionBefore(tx, clientId, number);
  const now = kept === null ? await stand(tx, context, clientId) : null;
  const steps = kept?.content.steps ?? keptSteps(now?.steps ?? []);
  const { findings: _f, actions: _a, ...summary } = summaryOf(row);
  return {
    ...summary,
    clientId,
    clientName: client.name,
    conclusion: kept?.content.conclusion ?? null,
    nextOn: kept?.content.nextOn ?? null,
    stepsAt: row.concluded_at ?? now?.at ?? context.now(),
    steps: steps.map((step) => ({
      ...step,
      reasons: step.reasons.map((reason) => ({ ...reason })),
      numbers: step.numbers.map((each) => ({ ...each })),
    })),
    before: before?.number ?? null,
    changed: (before === null ? [] : compareSteps(before.content.steps, steps)).map((one) => ({ ...one })),
    judged: (await readJudgements(tx, clientId, row.id)).map(({ step_id: stepId, ...judged }) => ({ stepId, ...judged })),
    findings: (await readFindings(tx, clientId, row.id)).map((finding) => ({ ...finding })),
    actions: (await readActions(tx, clientId, { auditId: row.id })).map((action) => actionView(action, standing.today)),
    mayWrite: actor.can('client.write', clientId),
  };
}

/** Without the ways to mend it, which lead to how it is later. */
export function keptSteps(steps: NonNullable<Awaited<ReturnType<Stand>>>['steps']): readonly KeptStep[] {
  return steps.map(({ step, title, state, since, sentence, reasons, numbers }) => ({
    step,
    title,
    state,
    since,
    sentence,
    reasons: reasons.map((reason) => ({ state: reason.state, sentence: reason.sentence })),
    numbers,
  }));
}

function summaryOf(row: AuditRow): ListView['audits'][number] {
  return {
    number: row.number,
    auditor: row.auditor,
    startedAt: row.started_at,
    startedBy: row.started_by,
    concludedAt: row.concluded_at,
    concludedBy: row.concluded_by,
    digest: row.digest,
    findings: row.findings,
    actions: row.actions,
    openActions: row.open_actions,
  };
}

function actionView(row: ActionRow, today: string): ListView['actions'][number] {
  const { ended, end_person: person, end_note: note, end_by: endBy, end_at: endAt } = row;
  const isOpen = ended === null || person === null || note === null || endBy === null || endAt === null;
  return {
    id: row.id,
    audit: row.number,
    findingId: row.finding_id,
    text: row.text,
    owner: row.owner,
    dueOn: row.due_on,
    overdue: isOpen && isOverdue(row.due_on, today),
    by: row.by,
    at: row.at,
    end: isOpen ? null : { ended, person, note, by: endBy, at: endAt },
  };
}
