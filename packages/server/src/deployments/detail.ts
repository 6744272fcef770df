/** One deployment as its page shows it: always derived from the records. */
import {
  acceptableDevices,
  checkPlan,
  countRing,
  describeTurn,
  describeWaiting,
  isApproved,
  runLabel,
  runsOf,
  testStanding,
  testStepsOf,
  waitingOf,
} from '@fettle/core/deployment';
import type {
  DeploymentState,
  GateEvidence,
  PlannedTurn,
  PlanProblem,
  RunState,
  Share,
  TestState,
  Waiting,
  Words,
} from '@fettle/core/deployment';
import { learnedWords } from '@fettle/core/durations';
import type { Estimate } from '@fettle/core/durations';
import type { ManagerId } from '@fettle/core/inventory';
import type { InstallResult } from '@fettle/protocol/agent';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { approvalLateAt } from '@fettle/core/policy';
import { deploymentPolicy } from '../policies/index.ts';
import { risksOfUpdates } from '../patch-risk/index.ts';
import { enterClients, inClients } from '../platform/database/index.ts';
import type { Actor, Context, Tx } from '../platform/feature.ts';
import { commandViews, proposalCommands } from './command-views.ts';
import { wouldBring } from './decided.ts';
import { dependantViews } from './dependant-views.ts';
import { runsOfState, wholeState } from './fold.ts';
import { installId } from './ids.ts';
import { readSummaries, summaryViews } from './list.ts';
import { failedWays, waysAfter } from './next-ways.ts';
import type { FailedWay } from './next-ways.ts';
import type { NextWay } from '@fettle/core/rollback';
import { lookAtPlan } from './plan.ts';
import { isPatienceOver, proposalDevices } from './proposal-view.ts';
import { actorNames, readAsked, readDeployment, readNotes, readShares } from './read.ts';
import type { AskedRow, DeploymentRow } from './read.ts';
import type { Engine } from './types.ts';
import { canGoBack } from './way-back.ts';
import { wordsForState } from './words.ts';

type View = CallOutput<'getDeployment'>;

/**
 * A large spec (a thousand devices with sixty updates each are 25 megabytes) is shown whole while it waits for its approval, because whoever approves must
 * see what the hash means, and not at all after that: a spec without its shares would look like one that was tampered with.
 */
const largestShownSpec = 4 * 1024 * 1024;
/** Of more devices, what they reported is shown for those that did not end verified, and what they simulated only in the plan. */
const fullyShown = 100;

/** The page of a deployment within what the actor may see; null: not there, or out of reach. */
export async function deploymentView(engine: Engine, context: Context, actor: Actor, id: string): Promise<View | null> {
  const scope = actor.scopeFor('deployment.read');
  return inClients(context.db, scope, async (tx) => {
    const [row] = await readSummaries(tx, scope, sql`d.id = ${id}`, 1);
    if (row === undefined) return null;
    const clientId = row.client_id;
    await enterClients(tx, [clientId]);
    const deployment = await readDeployment(tx, clientId, id);
    if (deployment === undefined) return null;
    const [summary] = await summaryViews(tx, [row]);
    if (summary === undefined) return null;
    const isOpen = summary.status === 'proposed' || summary.status === 'active';
    const common = {
      ...summary,
      reason: deployment.reason,
      ...(await readAround(tx, clientId, deployment)),
      approvalLateAt: isOpen ? await lateAt(tx, clientId, deployment, row.seq) : null,
      patchRisks: isOpen ? await patchRisksOf(tx, clientId, id) : [],
    };
    // A proposal has no state yet.
    const stored = row.seq === 0 ? null : await readStored(tx, clientId, id);
    return stored === null
      ? { ...common, ...(await proposalView(tx, context, actor, clientId, deployment, row.asked)) }
      : { ...common, ...(await runningView(tx, engine, actor, clientId, stored)) };
  });
}

/** Counted from when the spec was there to be approved. */
async function lateAt(tx: Tx, clientId: string, deployment: DeploymentRow, seq: number): Promise<string | null> {
  if (deployment.lane === null || seq === 0) return null;
  const stored = await readStored(tx, clientId, deployment.id);
  const policy = await deploymentPolicy(tx, clientId, deployment.id);
  if (stored === null || isApproved(stored.state) || policy === null || !policy.read.ok) return null;
  return approvalLateAt(policy.read.policy, deployment.lane, stored.state.header.createdAt);
}

/** One an update, however many architectures and systems it is brought to. A roll-back brings no updates, so there is none of it. */
async function patchRisksOf(tx: Tx, clientId: string, id: string): Promise<View['patchRisks']> {
  const found = await sql<{ manager: ManagerId; name: string; version: string; source_name: string; source_version: string }>`
    select distinct on (s.name, s.version, s.manager) s.manager, s.name, s.version, s.source_name, s.source_version
    from deployment_update u join software s on s.id = u.software_id
    where u.client_id = ${clientId} and u.deployment_id = ${id} order by s.name, s.version, s.manager, s.source_name, s.source_version`.execute(
    tx,
  );
  const risks = await risksOfUpdates(tx, found.rows);
  const told = found.rows.flatMap(({ manager, name, version }, at) => {
    const patchRisk = risks[at];
    return patchRisk === undefined || patchRisk.level === 'low' ? [] : [{ manager, name, version, patchRisk }];
  });
  return told.toSorted((a, b) => Number(b.patchRisk.level === 'high') - Number(a.patchRisk.level === 'high'));
}

type Around = Pick<View, 'policy' | 'campaign' | 'successorIds'>;

async function readAround(tx: Tx, clientId: string, deployment: DeploymentRow): Promise<Around> {
  const found = await sql<{ policy_name: string | null; campaign: Around['campaign']; successor_ids: string[] }>`
    select coalesce((select p.name from policy p where p.client_id = ${clientId} and p.id = ${deployment.policy_id}),
        (select p.name from provider_policy p where p.id = ${deployment.policy_id})) as policy_name,
      (select jsonb_build_object('id', c.id, 'title', c.title) from campaign_client m join campaign c on c.id = m.campaign_id
        where m.client_id = ${clientId} and m.deployment_id = ${deployment.id}) as campaign,
      array(select d.id::text from deployment d where d.client_id = ${clientId} and d.predecessor_id = ${deployment.id} order by d.created_at) as successor_ids`.execute(
    tx,
  );
  const [row] = found.rows;
  return {
    policy: { id: deployment.policy_id, name: row?.policy_name ?? '', version: deployment.policy_version },
    campaign: row?.campaign ?? null,
    successorIds: row?.successor_ids ?? [],
  };
}

type Own = Omit<View, keyof Around | 'patchRisks' | 'approvalLateAt' | keyof CallOutput<'listDeployments'>['items'][number] | 'reason'>;
type Stored = { readonly state: DeploymentState; readonly waiting: readonly Waiting[]; readonly hash: string };

async function readStored(tx: Tx, clientId: string, id: string): Promise<Stored | null> {
  const found = await sql<{
    state: Omit<DeploymentState, 'runs'>;
    runs: DeploymentState['runs'];
    waiting: readonly Waiting[];
    hash: string;
  }>`
    select s.state, ${runsOfState} as runs, s.waiting, p.hash from deployment_state s
    join deployment_spec p on p.client_id = s.client_id and p.deployment_id = s.deployment_id
    where s.client_id = ${clientId} and s.deployment_id = ${id}`.execute(tx);
  const [row] = found.rows;
  // Written by this feature's store and nobody else.
  return row === undefined ? null : { state: wholeState(row), waiting: row.waiting, hash: row.hash };
}

const shownInPlan = 'It has answered; what it would do is shown in the plan.';
const noRoot = () => '0'.repeat(64);

/** Before there is a spec: who was asked, who answered, and what the plan would be. */
async function proposalView(
  tx: Tx,
  context: Context,
  actor: Actor,
  clientId: string,
  deployment: DeploymentRow,
  devices: number,
): Promise<Own> {
  const asked = await readAsked(tx, clientId, deployment.id, devices <= fullyShown ? 'with' : 'without');
  const ready = asked.every((row) => row.answered_at !== null);
  // Before that nothing is contradicted: devices may still answer.
  const look = deployment.withdrawn_at === null && (ready || isPatienceOver(asked, context.clock.now()));
  const planned = look ? await lookAtPlan(tx, context, clientId, deployment, [], noRoot) : null;
  const refused = planned !== null && 'refused' in planned ? planned : null;
  const problems = refused === null ? [] : [{ code: refused.code, severity: 'failing' as const, sentence: refused.detail }];
  const open = planned === null || 'refused' in planned ? null : planned;
  return {
    proposal: {
      devices: proposalDevices(asked, context.clock.now()).map((device) => {
        const barred = open?.barred.get(device.deviceId) ?? [];
        if (barred.length > 0) return { ...device, because: wouldBring(barred), leftOut: [...device.leftOut, ...barred] };
        return device.state === 'answered' && device.simulation === null ? { ...device, because: shownInPlan } : device;
      }),
      ready,
      warnings: (open?.attention ?? []).map(lintOf),
      problems: [...problems, ...(open?.failing ?? []).map(lintOf)],
    },
    specHash: null,
    spec: null,
    approvals: [],
    rings: [],
    acceptable: [],
    runs: [],
    waitingOn: [],
    dependants: [],
    commands: proposalCommands(actor, clientId, deployment.withdrawn_at === null, ready),
    canRollBack: { allowed: false, sentence: 'Nothing was changed yet.' },
    lint: [],
  };
}

async function runningView(tx: Tx, engine: Engine, actor: Actor, clientId: string, stored: Stored): Promise<Own> {
  const { state, waiting, hash } = stored;
  const { deploymentId, shareCount } = state.header;
  const known = await engine.specs.of(tx, clientId, deploymentId);
  const whole = known.bytes <= largestShownSpec || (state.status === 'active' && !isApproved(state));
  const words = await wordsForState(tx, clientId, state);
  const shares = whole ? await readShares(tx, clientId, deploymentId, null) : [];
  const results = await readResults(tx, clientId, state, shareCount <= fullyShown);
  const planned = await readPlanned(tx, clientId, deploymentId, words);
  const failedBack = await failedWays(tx, clientId, state);
  const asked = await readAsked(tx, clientId, deploymentId, whole ? 'with' : 'without');
  const after = await waysAfter(tx, clientId, deploymentId, shares, asked);
  // What takes part stands in its share; a simulation is shown of those that were left out.
  const shownDevices = asked.map((row) => (known.shares.has(row.device_id) ? { ...row, simulation: null } : row));
  return {
    proposal: { devices: proposalDevices(shownDevices, null), ready: true, warnings: [], problems: [] },
    specHash: hash,
    spec: whole ? { header: state.header, shares } : null,
    approvals: state.approvals.map(({ keyid, name, at, standing }) => ({ keyid, name, at, standing: standing !== undefined })),
    rings: await ringViews(tx, state),
    tests: await testViews(tx, state),
    testStanding: testStanding(state),
    acceptable: state.holds.map((hold) => ({ holdId: hold.id, deviceIds: [...acceptableDevices(state, hold)] })),
    runs: runsOf(state).map((run) => ({
      ...runView(state, run, waiting, words, results),
      ...(planned.get(run.deviceId) ?? unplanned),
      ...failedPart(failedBack.get(run.deviceId)),
      ...afterPart(after.get(run.deviceId)),
    })),
    waitingOn: waiting.map((one) => describeWaiting(one, words)),
    dependants: await dependantViews(tx, clientId, state, words),
    commands: commandViews(actor, clientId, state),
    canRollBack: canGoBack(state, known.shares),
    lint: lintOfAll([...(await readNotes(tx, clientId, deploymentId)), ...(whole ? specLint(state, shares, asked) : [])]),
  };
}

async function ringViews(tx: Tx, state: DeploymentState): Promise<View['rings']> {
  const names = await namesIn(tx, state);
  return state.header.rings.map((ring, index) => {
    const counts = countRing(state, index);
    const stands = state.rings[index];
    return {
      index,
      name: ring.name,
      phase: stands?.phase ?? 'closed',
      answer: stands?.answer ?? null,
      earliest: ring.earliest,
      soakUntil: stands?.soakUntil ?? null,
      gate: { ...ring.gate },
      devices: counts.devices,
      verified: counts.verified,
      failed: counts.failed,
      ...(stands?.evidence === undefined ? {} : { evidence: evidenceView(stands.evidence, names) }),
    };
  });
}

/** Who told of tests, or let a ring go on, by name. */
async function namesIn(tx: Tx, state: DeploymentState): Promise<(id: string) => string> {
  const ids = [
    ...Object.values(state.tests ?? {}).map(({ by }) => by),
    ...state.releases.map(({ by }) => by),
    ...state.rings.flatMap(({ promoted }) => promoted?.by ?? []),
  ].filter((id) => id !== 'engine');
  const names = await actorNames(tx, [...new Set(ids)]);
  return (id) => (id === 'engine' ? 'Fettle' : (names.get(id) ?? id));
}

function evidenceView(
  { standIns, promoted, ...evidence }: GateEvidence,
  nameOf: (id: string) => string,
): NonNullable<View['rings'][number]['evidence']> {
  return {
    ...evidence,
    tests: evidence.tests.map((one) => ({ step: one.step, kind: one.kind, ...saidView(one, nameOf) })),
    notCovered: [...evidence.notCovered],
    ...(standIns === undefined ? {} : { standIns: standIns.map((one) => ({ ...one })) }),
    ...(promoted === undefined ? {} : { promoted: { ...promoted, by: nameOf(promoted.by), stepsOpen: [...promoted.stepsOpen] } }),
    goOn: evidence.goOn.map((one) => ({ ...one, by: nameOf(one.by) })),
  };
}

function saidView(
  { result, by, detail, at, accepted, attachments }: TestState,
  nameOf: (id: string) => string,
): NonNullable<NonNullable<View['tests']>[number]['said']> {
  return { result, by: nameOf(by), detail, at, accepted, ...(attachments === undefined ? {} : { attachments: [...attachments] }) };
}

async function testViews(tx: Tx, state: DeploymentState): Promise<View['tests']> {
  const steps = testStepsOf(state.header);
  const nameOf = steps.length === 0 ? String : await namesIn(tx, state);
  return steps.map((step) => {
    const said = state.tests?.[step.name];
    const { name, kind, onFailure, whatToDo, packages = [] } = step;
    return {
      name,
      kind,
      what: step.kind === 'check' ? step.check : step.instruction,
      expected: step.kind === 'check' ? null : step.expected,
      packages: [...packages],
      onFailure,
      whatToDo,
      said: said === undefined ? null : saidView(said, nameOf),
    };
  });
}

function runView(
  state: DeploymentState,
  run: RunState,
  waiting: readonly Waiting[],
  words: Words,
  results: ReadonlyMap<string, InstallResult>,
): View['runs'][number] {
  const { deviceId } = run;
  const wait = waitingOf(state, run, waiting);
  const line = wait === null ? null : describeWaiting(wait, words);
  return {
    deviceId,
    deviceName: words.device(deviceId),
    ring: run.ring,
    attempt: run.attempt,
    label: runLabel(run),
    phase: run.phase,
    outcome: run.outcome,
    code: run.outcomeCode,
    detail: run.outcomeDetail,
    waiting: line?.sentence ?? null,
    waitingUntil: line?.until ?? null,
    progressAt: run.progressAt,
    secured: run.secured,
    result: results.get(deviceId) ?? null,
  };
}

function failedPart(failed: FailedWay | undefined): Pick<View['runs'][number], 'wayBackFailed'> {
  return failed === undefined ? {} : { wayBackFailed: { tried: failed.tried, next: failed.next.map((one) => ({ ...one })) } };
}

function afterPart(next: readonly NextWay[] | undefined): Pick<View['runs'][number], 'waysAfter'> {
  return next === undefined ? {} : { waysAfter: next.map(({ way, sentence }) => ({ way, sentence })) };
}

type PlannedPart = Pick<View['runs'][number], 'expected' | 'order'>;
const unplanned: PlannedPart = { expected: null, order: null };

/** How long each device was expected to take when the plan was made, and from what that was known; its place in its ring, and why. */
async function readPlanned(tx: Tx, clientId: string, deploymentId: string, words: Words): Promise<ReadonlyMap<string, PlannedPart>> {
  const found = await sql<{ device_id: string; expected: Estimate | null; turn: Pick<PlannedTurn, 'turn' | 'why'> | null }>`
    select device_id, expected, turn from deployment_device where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(tx);
  return new Map(
    found.rows.map(({ device_id, expected, turn }) => [
      device_id,
      {
        expected: expected === null ? null : { seconds: expected.seconds, from: learnedWords(expected.from) },
        order: turn === null ? null : { turn: turn.turn, why: describeTurn(turn.why, words) },
      },
    ]),
  );
}

/** What each device reported at the end of its last attempt; `all` false: of those only that did not end verified. */
async function readResults(tx: Tx, clientId: string, state: DeploymentState, all: boolean): Promise<ReadonlyMap<string, InstallResult>> {
  const ids = Object.values(state.runs)
    .filter(({ sentAt, outcome }) => sentAt !== null && (all || outcome !== 'verified'))
    .map(({ deviceId, attempt }) => installId(state.header.deploymentId, deviceId, attempt));
  if (ids.length === 0) return new Map();
  const found = await sql<{ device_id: string; install: InstallResult }>`
    select device_id, body #> '{result,install}' as install from report
    where client_id = ${clientId} and instruction_id = any(${ids}::text[]) and status = 'ended' and body #>> '{result,verb}' = 'install'`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.device_id, row.install]));
}

/** What a person should know of the spec as it stands, for whoever approves it. */
function specLint(state: DeploymentState, shares: readonly Share[], asked: readonly AskedRow[]): readonly PlanProblem[] {
  const names = new Map(asked.map((row) => [row.device_id, row.name]));
  const devices = asked.flatMap((row) => {
    const simulation = row.simulation ?? row.trouble;
    return simulation === null ? [] : [{ deviceId: row.device_id, tier: row.tier, simulation }];
  });
  return checkPlan({ spec: { header: state.header, shares }, devices, nameOf: (id) => names.get(id) ?? id });
}

/** What was noticed at the plan, and what the spec says again by itself, once. */
function lintOfAll(problems: readonly PlanProblem[]): View['lint'] {
  return [...new Map(problems.map((one) => [`${one.code} ${one.sentence}`, lintOf(one)])).values()];
}

function lintOf({ code, severity, sentence }: PlanProblem): View['lint'][number] {
  return { code, severity, sentence };
}
