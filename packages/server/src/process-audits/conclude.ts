/** Concludes an audit: what is kept with it, and its digest. */
import { compareSteps, monthsAfter, ownStepStanding } from '@fettle/core/process-audit';
import { digestOf } from '@fettle/proof/hash';
import type { Context, Tx } from '../platform/feature.ts';
import type { ClientStanding } from './facts.ts';
import { readAuditRules } from './rules.ts';
import { readActions, readConclusionBefore, readFindings, readHeldJudgements, readJudgements } from './store.ts';
import type { AuditRow } from './store.ts';
import type { AuditContent, KeptOwnStep, Stand } from './types.ts';
import { keptSteps } from './view.ts';

type Given = {
  readonly audit: AuditRow;
  readonly standing: ClientStanding;
  readonly conclusion: string;
  readonly at: string;
  readonly stand: Stand;
};

/** Null: there is no such client. The steps are those of this moment: step 12 speaks of the audits before this one. */
export async function contentOf(tx: Tx, context: Context, { audit, standing, conclusion, at, stand }: Given): Promise<AuditContent | null> {
  const { clientId, zone, today, months } = standing;
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  const installation = await tx.selectFrom('installation').select('provider_name').executeTakeFirst();
  const now = await stand(tx, context, clientId);
  if (client === undefined || now === null) return null;
  const before = await readConclusionBefore(tx, clientId, audit.number);
  const steps = keptSteps(now.steps);
  return {
    format: 'fettle-process-audit/1',
    provider: installation?.provider_name ?? '',
    client: { id: clientId, name: client.name, zone },
    number: audit.number,
    auditor: audit.auditor,
    startedAt: audit.started_at,
    concludedAt: at,
    conclusion,
    months,
    nextOn: monthsAfter(today, months),
    steps,
    before: before === null ? null : { number: before.number, on: before.concluded_on },
    changed: before === null ? [] : compareSteps(before.content.steps, steps),
    ownSteps: await ownStepsOf(tx, audit, standing),
    findings: (await readFindings(tx, clientId, audit.id)).map(({ id, step, severity, text, asks }) => ({
      id,
      step,
      severity,
      text,
      asks,
    })),
    actions: (await readActions(tx, clientId, { auditId: audit.id })).map((row) => ({
      id: row.id,
      findingId: row.finding_id,
      text: row.text,
      owner: row.owner,
      dueOn: row.due_on,
    })),
  };
}

/** Hex SHA-256 of its canonical form (RFC 8785), as the audit trail binds it. */
export function auditDigest(content: AuditContent): string {
  return digestOf(content);
}

async function ownStepsOf(tx: Tx, { id, auditor }: AuditRow, { clientId, today }: ClientStanding): Promise<readonly KeptOwnStep[]> {
  const { steps } = await readAuditRules(tx);
  const held = new Map((await readHeldJudgements(tx, clientId)).map((row) => [row.step_id, row]));
  const fresh = new Map((await readJudgements(tx, clientId, id)).map((row) => [row.step_id, row]));
  return steps.map((step) => {
    const [now, earlier] = [fresh.get(step.id), held.get(step.id)];
    const judged =
      now !== undefined
        ? { stepId: step.id, result: now.result, note: now.note, on: today, by: auditor }
        : earlier === undefined
          ? null
          : { stepId: step.id, result: earlier.result, note: earlier.note, on: earlier.on, by: earlier.auditor };
    const { state, sentence } = ownStepStanding(step, judged, today);
    return { id: step.id, title: step.title, good: step.good, judge: step.judge, state, sentence, now: now !== undefined };
  });
}
