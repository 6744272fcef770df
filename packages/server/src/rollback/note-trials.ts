/** Every time that a device went back is evidence that its way back works, or does not: by a drill, by itself after a bad change, or because a person wanted it. */
import { wayBackFailed } from '@fettle/core/deployment';
import { judgeChecks } from '@fettle/core/verification';
import { triedKinds } from '@fettle/core/rollback';
import type { InstallResult } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import { appendAudit, engine } from '../audit/index.ts';
import type { ReportReaction, TakenReport } from '../instructions/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { addTrial } from './store.ts';
import type { NewTrial } from './store.ts';

/** In the transaction that stores the report. */
export const noteTrials: ReportReaction = async (tx, context, taken) => {
  const ends = taken.flatMap(endedIn);
  const planned = await howPlanned(tx, ends);
  for (const [index, end] of ends.entries()) await noteTrial(tx, context, end, planned[index] ?? notPlanned);
};

type Ended = TakenReport & { readonly deploymentId: string; readonly install: InstallResult };

function endedIn(taken: TakenReport): readonly Ended[] {
  const { deploymentId, report } = taken;
  if (deploymentId === null || report.body.status !== 'ended' || report.body.result.verb !== 'install') return [];
  return [{ ...taken, deploymentId, install: report.body.result.install }];
}

async function noteTrial(tx: Tx, context: Context, { install, ...taken }: Ended, planned: HowPlanned): Promise<void> {
  const { clientId, deploymentId, receivedAt } = taken;
  const { deviceId } = taken.report;
  const tried = triedBy(install, planned);
  if (tried === null) return;
  const one = {
    clientId,
    id: context.newId(),
    deviceId,
    deploymentId,
    attempt: taken.attempt ?? 1,
    what: planned.drill ? ('drill' as const) : ('rollback' as const),
    wayBack: triedKinds.find((kind) => kind === planned.kind) ?? 'downgrade',
    ...tried,
    at: install.after?.at ?? receivedAt,
  };
  await keepTrial(tx, one, receivedAt);
}

/** A device that a person built anew was compared with before its change. */
export async function noteRebuildTrial(tx: Tx, context: Context, trial: Omit<NewTrial, 'id' | 'what' | 'wayBack'>): Promise<void> {
  await keepTrial(tx, { ...trial, id: context.newId(), what: 'rollback', wayBack: 'rebuild' }, trial.at);
}

async function keepTrial(tx: Tx, one: NewTrial, at: string): Promise<void> {
  const { clientId, deploymentId, deviceId } = one;
  if (!(await addTrial(tx, one))) return;
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'rollback', id: null }));
  await appendAudit(tx, clientId, {
    action: one.passed ? 'way-back.passed' : 'way-back.failed',
    actor: engine,
    subject: `deployment:${deploymentId}`,
    body: { deviceId, what: one.what, wayBack: one.wayBack, seconds: one.seconds },
    at,
  });
}

type Tried = { readonly passed: boolean; readonly detail: string; readonly seconds: number | null };

/** What a result says of the way back; null: it was not gone. */
function triedBy(install: InstallResult, planned: Pick<HowPlanned, 'back' | 'drill'>): Tried | null {
  const seconds = secondsOf(install, planned.back ? 'apply' : 'roll-back');
  if (planned.back) {
    if (install.startedAt === null || (install.how !== 'done' && install.how !== 'failed')) return null;
    return { ...judged(install, install.how === 'done', install.checksAfter), seconds };
  }
  // Where nothing was touched there was nothing to go back from.
  const went = install.receipts.some(({ step }) => step === 'roll-back');
  if (went && (install.how === 'rolled back' || (planned.drill && install.how === 'done')))
    return { ...judged(install, true, install.checksRolledBack), seconds };
  const failed = install.code === wayBackFailed;
  return failed ? { passed: false, detail: install.detail, seconds } : null;
}

/** The old versions are in, and what passed before the change passes again. */
function judged(install: InstallResult, isIn: boolean, after: InstallResult['checksRolledBack']): Omit<Tried, 'seconds'> {
  if (!isIn) return { passed: false, detail: install.detail };
  const worse = judgeChecks(install.checksBefore, install.checksBefore, after).checks.filter(({ answer }) => answer === 'failed');
  return worse.length === 0
    ? { passed: true, detail: 'The old versions are in, and no check is worse than before the change.' }
    : { passed: false, detail: `The old versions are in, and worse than before the change: ${worse.map(({ name }) => name).join(', ')}.` };
}

function secondsOf({ receipts }: InstallResult, step: string): number | null {
  const done = receipts.filter((receipt) => receipt.step === step);
  const [first] = done;
  const last = done.at(-1);
  if (first === undefined || last === undefined) return null;
  return Math.max(0, Math.round((Date.parse(last.endedAt) - Date.parse(first.startedAt)) / 1000));
}

type HowPlanned = { readonly back: boolean; readonly drill: boolean; readonly kind: string | null };

const notPlanned: HowPlanned = { back: false, drill: false, kind: null };

/** Of each in its place whether its deployment as a whole goes back, or is a drill, and how the device would come back from its change. */
async function howPlanned(tx: Tx, ends: readonly Ended[]): Promise<readonly HowPlanned[]> {
  if (ends.length === 0) return [];
  const found = await sql<{ ord: number; back: boolean | null; drill: boolean; kind: string | null }>`
    select g.ord::int, p.drill, p.predecessor_kind = 'rollback' as back, 
      case when p.predecessor_kind = 'rollback' then p.back_by else coalesce(h.share::jsonb #>> '{wayBack,kind}', a.simulation #>> '{wayBack,kind}') end as kind
    from unnest(${ends.map(({ clientId }) => clientId)}::uuid[], ${ends.map(({ deploymentId }) => deploymentId)}::uuid[], ${ends.map(({ report }) => report.deviceId)}::uuid[])
      with ordinality as g (client_id, deployment_id, device_id, ord)
    join deployment p on p.client_id = g.client_id and p.id = g.deployment_id
    left join deployment_device a on a.client_id = p.client_id and a.deployment_id = p.id and a.device_id = g.device_id
    left join deployment_share h on h.client_id = p.client_id and h.deployment_id = p.id and h.device_id = g.device_id`.execute(tx);
  const byPlace = new Map(found.rows.map((row) => [row.ord, row]));
  return ends.map((_end, index) => {
    const row = byPlace.get(index + 1);
    return row === undefined ? notPlanned : { back: row.back === true, drill: row.drill, kind: row.kind };
  });
}
