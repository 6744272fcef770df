/** What signed reports say about the runs that are not over: read by the names of the instructions that they are about. */
import { isInFlight, isPlanned, restsOnSilence, changesAtEnd, rulesOf } from '@fettle/core/deployment';
import type { DeploymentState, GateAnswer, HealthCheck, RunFacts, RunPhase, RunState, Share } from '@fettle/core/deployment';
import { judgeChecks, verify } from '@fettle/core/verification';
import type { Seen } from '@fettle/core/verification';
import { fetchTimeOver } from '@fettle/protocol/agent';
import type { InstallResult, Report } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { dependantQuestions } from './dependants.ts';
import { getId, installId } from './ids.ts';
import type { ToLookUp } from './inventory-facts.ts';

export type ReportRow = {
  readonly instruction_id: string;
  readonly received_at: string;
  /** Without the receipts, which are evidence and decide nothing. */
  readonly body: Report['body'];
};
type ReportFacts = Pick<
  RunFacts,
  | 'reportedPhase'
  | 'reportedPhaseAt'
  | 'securedOk'
  | 'securedTrouble'
  | 'rateRefused'
  | 'ended'
  | 'verification'
  | 'checksNow'
  | 'checksOf'
  | 'answersNow'
>;

export const noReports: ReportFacts = {
  reportedPhase: null,
  reportedPhaseAt: null,
  securedOk: null,
  securedTrouble: null,
  ended: null,
  verification: null,
  checksNow: null,
  checksOf: null,
};

/** The instructions whose reports may still move something. What is over for good is not read again. */
export function awaitedInstructions(state: DeploymentState): readonly string[] {
  const { deploymentId } = state.header;
  return Object.values(state.runs).flatMap((run) => [...dependantQuestions(run), ...ownInstructions(run)]);

  function ownInstructions(run: RunState): readonly string[] {
    const { deviceId, attempt } = run;
    if (isPlanned(run)) return run.securingSentAt === null || run.secured ? [] : getIds(deploymentId, run);
    if (isInFlight(run) || restsOnSilence(run)) return [installId(deploymentId, deviceId, attempt)];
    if (run.checkInstructionId === null || state.rings[run.ring]?.phase !== 'soaking') return [];
    return [installId(deploymentId, deviceId, attempt), run.checkInstructionId];
  }
}

/** Securing is ordered once, in whatever attempt the run was then; where a bandwidth gives it a time, again when that is over. The last that was ordered comes first. */
function getIds(deploymentId: string, run: RunState): readonly string[] {
  const attempts = Array.from({ length: run.attempt }, (_, index) => getId(deploymentId, run.deviceId, index + 1));
  const { fetches = 1, fetchId } = run;
  const again = attempts.flatMap((id) => Array.from({ length: fetches - 1 }, (_, index) => `${id}:${index + 2}`));
  return fetchId === undefined ? attempts : [...new Set([fetchId, ...attempts, ...again])];
}

export async function readReports(
  tx: Tx,
  clientId: string,
  instructionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ReportRow[]>> {
  if (instructionIds.length === 0) return new Map();
  const found = await sql<ReportRow>`
    select instruction_id, received_at, case when status = 'ended' then body #- '{result,receipts}' #- '{result,install,receipts}' else body end as body
    from report where client_id = ${clientId} and instruction_id = any(${[...instructionIds]}::text[]) order by instruction_id, seq`.execute(
    tx,
  );
  return Map.groupBy(found.rows, (row) => row.instruction_id);
}

/** The devices whose change a scan has to judge now: their shares are needed. */
export function devicesToJudge(state: DeploymentState, reports: ReadonlyMap<string, readonly ReportRow[]>): readonly string[] {
  return Object.values(state.runs)
    .filter((run) => run.outcome !== 'verified' && installOf(state, run, reports)?.how === 'done')
    .map((run) => run.deviceId);
}

/** Those of them whose own report can not tell: a later scan may. */
export function devicesToLookUp(
  state: DeploymentState,
  reports: ReadonlyMap<string, readonly ReportRow[]>,
  shares: ReadonlyMap<string, Share>,
): readonly ToLookUp[] {
  return [...shares].flatMap(([deviceId, share]): readonly ToLookUp[] => {
    const run = state.runs[deviceId];
    const install = run === undefined ? null : installOf(state, run, reports);
    if (install === null) return [];
    const own = ownVerification(state, install, share);
    return own === null || own.verdict === 'unknown' ? [{ deviceId, changes: share.changes }] : [];
  });
}

/** What the reports say of one run. `share` is needed where `devicesToJudge` named the device, `scan` where `devicesToLookUp` did. */
export function reportFacts(
  state: DeploymentState,
  run: RunState,
  reports: ReadonlyMap<string, readonly ReportRow[]>,
  share: Share | undefined,
  scan: Seen['scan'] | undefined,
  /** The checks of this device. */
  due: readonly HealthCheck[],
): ReportFacts {
  const { deploymentId } = state.header;
  const install = reports.get(installId(deploymentId, run.deviceId, run.attempt)) ?? [];
  return {
    ...securing(
      run,
      getIds(deploymentId, run).map((id) => reports.get(id) ?? []),
    ),
    ...progress(install),
    ended: endOf(install),
    verification: verificationOf(state, installOf(state, run, reports), share, scan),
    ...checksOf(state, run, reports, due),
  };
}

type Securing = Pick<ReportFacts, 'securedOk' | 'securedTrouble' | 'rateRefused'>;
const notSecured: Securing = { securedOk: null, securedTrouble: null };

/** Whichever instruction brought the packages, they are there; why they are not counts only of the one that was given last. */
function securing(run: RunState, each: readonly (readonly ReportRow[])[]): Securing {
  const told = each.map((rows) => securingOf(run, rows));
  return (
    told.find(({ securedOk }) => securedOk === true) ??
    (run.fetchId === undefined ? told.find(({ securedOk }) => securedOk !== null) : told[0]) ??
    notSecured
  );
}

function securingOf(run: RunState, rows: readonly ReportRow[]): Securing {
  for (const { instruction_id: id, body } of rows) {
    if (body.status === 'refused') {
      if (run.download === undefined || run.fetchId !== id)
        return { securedOk: false, securedTrouble: { code: body.code, detail: body.detail } };
      if (body.code === 'refused.malformed' && run.download.bytesPerSecond !== null) return { ...notSecured, rateRefused: id };
      // It came when its time was over: it is told another.
      return body.code === 'refused.outside-span'
        ? notSecured
        : { securedOk: false, securedTrouble: { code: body.code, detail: body.detail } };
    }
    if (body.status !== 'ended' || body.result.verb !== 'get') continue;
    if (body.result.ok) return { securedOk: true, securedTrouble: null };
    const { trouble } = body.result;
    if (trouble?.code === fetchTimeOver) return notSecured;
    return {
      securedOk: false,
      securedTrouble: trouble === null ? null : { code: trouble.code, detail: `${trouble.cause} ${trouble.nextStep}`.trim() },
    };
  }
  return notSecured;
}

const phases: readonly RunPhase[] = ['accepted', 'getting', 'waiting for window', 'changing', 'restarting', 'checking'];

function progress(rows: readonly ReportRow[]): Pick<ReportFacts, 'reportedPhase' | 'reportedPhaseAt'> {
  let furthest = -1;
  let at: string | null = null;
  for (const { body, received_at } of rows) {
    const place = body.status === 'accepted' ? 0 : body.status === 'progress' ? phases.indexOf(body.phase) : -1;
    if (place <= furthest) continue;
    furthest = place;
    at = received_at;
  }
  return { reportedPhase: phases[furthest] ?? null, reportedPhaseAt: at };
}

function endOf(rows: readonly ReportRow[]): ReportFacts['ended'] {
  for (const { body, received_at: at } of rows) {
    if (body.status === 'refused') return { how: 'refused', code: body.code, detail: body.detail, at };
    if (body.status === 'ended' && body.result.verb === 'install') {
      const { how, code, detail } = body.result.install;
      return { how, code, detail, at };
    }
  }
  return null;
}

type Install = Omit<InstallResult, 'receipts'>;

function installOf(state: DeploymentState, run: RunState, reports: ReadonlyMap<string, readonly ReportRow[]>): Install | null {
  for (const { body } of reports.get(installId(state.header.deploymentId, run.deviceId, run.attempt)) ?? [])
    if (body.status === 'ended' && body.result.verb === 'install') return body.result.install;
  return null;
}

/** By the look at the end of the change; where that can not tell, by the newest scan of a check-in. */
function verificationOf(
  state: DeploymentState,
  install: Install | null,
  share: Share | undefined,
  scan: Seen['scan'] | undefined,
): RunFacts['verification'] {
  if (install === null || install.how !== 'done' || share === undefined) return null;
  const own = ownVerification(state, install, share);
  if (scan === undefined || (own !== null && own.verdict !== 'unknown')) return own;
  const later = judged(state, install, share, scan);
  return later.verdict === 'unknown' && own !== null ? own : later;
}

/** The core's judgement; a health check that passed before and fails after is a failure, whatever the device made of it. */
function ownVerification(state: DeploymentState, install: Install, share: Share): RunFacts['verification'] {
  // Of a drill the device is done when it is back: how it is then counts.
  const checksAtEnd = state.header.drill === true ? install.checksRolledBack : install.checksAfter;
  const checks = judgeChecks(rulesOf(state.header, share).checks, install.checksBefore, checksAtEnd);
  if (checks.answer === 'failed')
    return { verdict: 'failed', reasons: checks.checks.filter(({ answer }) => answer === 'failed').map(({ sentence }) => sentence) };
  const { after } = install;
  if (after === null) return null;
  return judged(state, install, share, {
    at: after.at,
    bootId: after.bootId === '' ? null : after.bootId,
    installed: after.packages,
    offers: after.offers,
  });
}

function judged(state: DeploymentState, install: Install, share: Share, scan: Seen['scan']): NonNullable<RunFacts['verification']> {
  const answer = verify({
    changes: changesAtEnd(state.header, share),
    before:
      install.startedAt === null ? null : { at: install.startedAt, bootId: install.bootIdBefore === '' ? null : install.bootIdBefore },
    appliedAt: install.appliedAt ?? '',
    // A restart that is still pending means that the change is not in use, whoever was to ask for it.
    restartDue: install.restartDue || install.after?.restartPending === true,
    scan,
  });
  return answer.verdict === 'verified'
    ? { verdict: 'verified', reasons: [] }
    : { verdict: answer.verdict, reasons: answer.reasons.map(({ sentence }) => sentence) };
}

function checksOf(
  state: DeploymentState,
  run: RunState,
  reports: ReadonlyMap<string, readonly ReportRow[]>,
  due: readonly HealthCheck[],
): Pick<ReportFacts, 'checksNow' | 'checksOf' | 'answersNow'> {
  const id = run.checkInstructionId;
  for (const { body } of id === null ? [] : (reports.get(id) ?? [])) {
    if (body.status === 'refused') return { checksNow: 'could not measure', checksOf: id };
    if (body.status !== 'ended' || body.result.verb !== 'check') continue;
    const before = installOf(state, run, reports)?.checksBefore ?? null;
    const checksNow: GateAnswer = judgeChecks(due, before, body.result.answers).answer;
    const answersNow = Object.fromEntries(body.result.answers.map(({ name, answer }) => [name, answer]));
    return { checksNow, checksOf: id, answersNow };
  }
  return { checksNow: null, checksOf: null };
}
