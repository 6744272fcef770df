/** Makes the spec of a proposal: exact texts as they are hashed, the first event, the hold until it is approved. */
import { createdEvent } from '@fettle/core/deployment';
import { closedDays } from '@fettle/core/calendar';
import type { CampaignClients, Change, Plan, Share } from '@fettle/core/deployment';
import type { Policy } from '@fettle/core/policy';
import { canonicalise } from '@fettle/proof/canonical';
import { sql } from 'kysely';
import { sharesRoot, specHash } from '@fettle/proof/spec-hash';
import { engine as engineActor } from '../audit/index.ts';
import type { AuditActor } from '../audit/index.ts';
import { sitesWithBandwidth } from '../capacity/index.ts';
import { readHistories } from '../durations/index.ts';
import { readFreezes, readLists } from '../freezes/index.ts';
import { deploymentPolicy, readCoverDevices, readRingGroups, undecidedGroups } from '../policies/index.ts';
import { readCommandTroubles } from '../trust/index.ts';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Context, Tx } from '../platform/feature.ts';
import { readBars } from './bars.ts';
import { readBlocked } from './brought.ts';
import { decided, leftOutOf } from './decided.ts';
import type { LeftOutByDevice } from './decided.ts';
import { readSitesOf, readUrgency } from './freezes.ts';
import { closeWhatIsOver } from './close.ts';
import { readDeadlines } from './deadlines.ts';
import { readDependants } from './dependants.ts';
import { makePlan } from './make-plan.ts';
import type { Planned } from './make-plan.ts';
import { readAsked } from './read.ts';
import { readRollbackKnown } from './rollback-plan.ts';
import { namedStandIns } from './stand-ins.ts';
import type { AskedRow, DeploymentRow } from './read.ts';
import { record } from './record.ts';
import { addEnded, addSpec, addUrgency, noteExpected, noteLeftOut, noteTurns } from './store.ts';
import { approveByStanding, standingFor } from './standing.ts';
import type { DeviceTrouble, Engine } from './types.ts';

/** How long devices are waited for before the plan is made without those that have not answered. */
export const answerPatience = { minutes: 10 };

/** What the plan would be just now; a refusal where the policy of the proposal is gone or can not be read. */
export async function lookAtPlan(
  tx: Tx,
  context: Context,
  clientId: string,
  deployment: DeploymentRow,
  without: readonly string[],
  rootOf: (shares: readonly Share[]) => string,
): Promise<(Planned & { readonly asked: readonly AskedRow[]; readonly barred: LeftOutByDevice }) | ApiRefusal> {
  const policy = await deploymentPolicy(tx, clientId, deployment.id);
  if (policy === null || !policy.read.ok)
    return refuse('policy.unreadable', 'The policy version of this proposal can not be read, so nothing can be planned by it.');
  const asked = await readAsked(tx, clientId, deployment.id);
  const now = context.now();
  const bars = await readBars(tx, clientId, now, async () =>
    asked.flatMap(({ device_id: deviceId, direction, simulation }) =>
      simulation === null ? [] : [{ deviceId, direction, changes: simulation.changes }],
    ),
  );
  const leftOut = await leftOutOf(tx, bars);
  const dependants =
    policy.read.policy.aftercare?.dependants === 'asked'
      ? await readDependants(
          tx,
          clientId,
          asked.map((row) => row.device_id),
        )
      : [];
  const planned = asked.filter((row) => !without.includes(row.device_id));
  const ahead = await readAhead(tx, clientId, deployment, policy.read.policy, planned, now);
  return {
    ...makePlan({
      clientId,
      deployment,
      policy: policy.read.policy,
      asked,
      without,
      now,
      leftOut,
      dependants,
      rootOf,
      campaignClients: await campaignClientsOf(tx, clientId, deployment.id),
      ...ahead,
    }),
    asked,
    barred: leftOut,
  };
}

/** How many clients the campaign has; null: it is part of none. */
async function campaignClientsOf(tx: Tx, clientId: string, deploymentId: string): Promise<CampaignClients | null> {
  const found = await sql<{ clients: number; source: string }>`
    select c.clients, c.source from campaign_client m join campaign c on c.id = m.campaign_id where m.client_id = ${clientId} and m.deployment_id = ${deploymentId}`.execute(
    tx,
  );
  const [campaign] = found.rows;
  return campaign?.source === 'emergency' ? 'growing' : (campaign?.clients ?? null);
}

/** By name of a package, the sources that packages of that name have; nothing where no policy pins or blocks any. */
async function readSources(tx: Tx, policy: Policy, asked: readonly AskedRow[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const isKept = ({ pins = [], rules = [] }: Pick<Policy, 'pins' | 'rules'>) =>
    pins.length > 0 || rules.some(({ action }) => action.kind === 'block');
  if (!asked.some(({ own }) => isKept(own ?? policy))) return new Map();
  const names = new Set(asked.flatMap(({ simulation }) => simulation?.changes.map(({ name }) => name) ?? []));
  const found = await sql<{ name: string; sources: string[] }>`
    select name, array_agg(distinct source_name) as sources from software where name = any(${[...names]}::text[]) group by name`.execute(
    tx,
  );
  return new Map(found.rows.map(({ name, sources }) => [name, sources]));
}

/** What is known of the days that the deployment may take: holidays, freezes, and how urgent what it brings is. */
async function readAhead(tx: Tx, clientId: string, deployment: DeploymentRow, policy: Policy, asked: readonly AskedRow[], now: string) {
  const named = [...new Set([policy.window, ...asked.flatMap(({ own }) => own?.window ?? [])].flatMap(({ closedOn }) => closedOn ?? []))];
  const lists = await readLists(tx, clientId, named);
  // A day more on both sides: where it is read, the day may be another than in UTC.
  const dayOf = (instant: string, days: number) =>
    Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').add({ days }).toPlainDate().toString();
  // An opening may have begun a week ago, and four weeks after the day of its rule.
  const firstDay = dayOf(now, -40);
  return {
    firstDay,
    closedDaysOf: (ids: readonly string[]) =>
      closedDays(
        lists.filter(({ id }) => ids.includes(id)),
        firstDay,
        dayOf(deployment.expires_at, 1),
      ),
    commandTrouble: await readCommandTroubles(tx, clientId, now),
    goneLists: named.length - lists.length,
    sourcesOf: await readSources(tx, policy, asked),
    blocked: await readBlocked(
      tx,
      clientId,
      asked.flatMap(({ device_id: deviceId, direction, own, simulation }) =>
        simulation === null || direction === 'back' ? [] : [{ deviceId, rules: (own ?? policy).rules, changes: simulation.changes }],
      ),
      now,
    ),
    ringGroups: await readRingGroups(
      tx,
      clientId,
      policy.rings,
      asked.map((row) => row.device_id),
    ),
    cover: await readCoverDevices(
      tx,
      clientId,
      asked.map((row) => row.device_id),
    ),
    undecided: await undecidedGroups(
      tx,
      clientId,
      asked.map((row) => row.device_id),
    ),
    freezes: await readFreezes(tx, clientId, now),
    siteOf: await readSitesOf(
      tx,
      clientId,
      asked.map((row) => row.device_id),
    ),
    fetchSites: await sitesWithBandwidth(tx, clientId),
    urgency: await readUrgency(tx, clientId, deployment.id),
    rollback: await readRollbackKnown(tx, clientId, policy, asked, now),
    standIns: await namedStandIns(tx, clientId, asked),
    deadlines: await readDeadlines(
      tx,
      clientId,
      new Map(
        asked.flatMap(({ device_id: deviceId, direction, simulation }) =>
          simulation === null || direction === 'back' ? [] : [[deviceId, { direction, changes: simulation.changes }] as const],
        ),
      ),
    ),
    histories: await readHistories(
      tx,
      clientId,
      asked.map((row) => row.device_id),
    ),
  };
}

/**
 * Makes the spec, unless the plan contradicts itself. The deployment must be locked and have no spec. `by` is who asked for it; the engine makes it
 * by itself once the devices have answered.
 */
export async function planNow(
  tx: Tx,
  context: Context,
  engine: Engine,
  given: { readonly clientId: string; readonly deployment: DeploymentRow; readonly without: readonly string[]; readonly by: AuditActor },
): Promise<null | ApiRefusal> {
  const { clientId, deployment } = given;
  const found = await lookForStanding(tx, context, given);
  if ('refused' in found) return found;
  const { planned, standing, dropped } = found;
  const { header, shares } = planned.plan;
  const hash = specHash(header);
  const at = context.now();
  await addSpec(tx, {
    clientId,
    deploymentId: deployment.id,
    hash,
    header: canonicalise(header),
    shares: shares.map((share) => ({ deviceId: share.deviceId, text: () => canonicalise(share) })),
    notes: [...planned.attention, ...standing.notes],
    at,
  });
  await addEnded(tx, clientId, deployment.id, distinctChanges(shares));
  await addUrgency(tx, { clientId, deploymentId: deployment.id, ...planned.urgency });
  await noteExpected(tx, clientId, deployment.id, planned.plan.expected);
  await noteTurns(tx, clientId, deployment.id, planned.plan.turns);
  await noteLeftOut(
    tx,
    clientId,
    deployment.id,
    planned.leftOut.map(({ deviceId, code, because }) => ({
      deviceId,
      trouble: dropped.has(deviceId)
        ? outsideTrouble(dropped.get(deviceId) ?? '')
        : code === decided.code
          ? { ...decided, cause: because }
          : { code, cause: because, retry: 'unknown', nextStep: 'Make another deployment for it.', excerpt: '' },
      leftOut: code === decided.code ? (planned.barred.get(deviceId) ?? []) : [],
    })),
  );
  const event = createdEvent({ header, shares }, hash, deployment.created_by, at, turnsOf(planned.plan));
  const state = await record(tx, context, engine, {
    clientId,
    deploymentId: deployment.id,
    before: null,
    events: [event],
    wakeAt: at,
    action: 'deployment.planned',
    actor: given.by,
    facts: {
      specHash: hash,
      shares: shares.length,
      leftOut: planned.leftOut.length,
      urgent: planned.urgency.urgent,
      updates: planned.urgency.updates,
    },
  });
  const after = await approveByStanding(tx, context, engine, {
    clientId,
    deploymentId: deployment.id,
    specHash: hash,
    before: state,
    by: standing.grant,
  });
  await closeWhatIsOver(tx, clientId, deployment.id, after, at);
  return null;
}

type Looked = Exclude<Awaited<ReturnType<typeof lookAtPlan>>, ApiRefusal>;
type WithStanding = {
  readonly planned: Looked;
  readonly standing: Awaited<ReturnType<typeof standingFor>>;
  /** Devices that are left out so that the others need no person, with why. */
  readonly dropped: ReadonlyMap<string, string>;
};

/**
 * The plan with the standing approval within which it lies. Where Fettle proposed it by itself so that it runs, and some of its devices turn out to lie outside, it runs without those: they are
 * proposed to a person with the next look. Where all of them do, it waits as it is.
 */
async function lookForStanding(
  tx: Tx,
  context: Context,
  { clientId, deployment, without }: { readonly clientId: string; readonly deployment: DeploymentRow; readonly without: readonly string[] },
): Promise<WithStanding | ApiRefusal> {
  const planned = await lookAtPlan(tx, context, clientId, deployment, without, sharesRoot);
  if ('refused' in planned) return planned;
  if (planned.failing.length > 0) return contradiction(planned);
  const standing = await standingFor(tx, context, { clientId, lane: deployment.lane, ...planned.plan });
  const whole = { planned, standing, dropped: new Map<string, string>() };
  const dropped = standing.outside;
  if (dropped === null || dropped.size === planned.plan.shares.length || !(await isMeantToRun(tx, clientId, deployment.id))) return whole;
  const less = await lookAtPlan(tx, context, clientId, deployment, [...without, ...dropped.keys()], sharesRoot);
  if ('refused' in less || less.failing.length > 0) return whole;
  const within = await standingFor(tx, context, { clientId, lane: deployment.lane, ...less.plan });
  return within.grant === null ? whole : { planned: less, standing: within, dropped };
}

async function isMeantToRun(tx: Tx, clientId: string, deploymentId: string): Promise<boolean> {
  const found = await tx
    .selectFrom('proposal_by_itself')
    .select('part')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirst();
  return found?.part === 'within';
}

function outsideTrouble(cause: string): DeviceTrouble {
  return {
    code: 'plan.outside-standing-approval',
    cause: `Outside the standing approval, so a person has to approve it: ${cause}`,
    retry: 'later',
    nextStep: 'It is proposed to a person with the next look.',
    excerpt: '',
  };
}

function turnsOf({ turns }: Plan): ReadonlyMap<string, number> {
  return new Map(turns.map(({ deviceId, turn }) => [deviceId, turn]));
}

/** Most devices of a deployment are brought to the same. */
function distinctChanges(shares: readonly Share[]): readonly Change[] {
  const keyed = shares.flatMap(({ changes }) => changes.map((change) => [offerOf(change), change] as const));
  return [...new Map(keyed).values()];
}

function offerOf({ manager, name, architecture, to }: Change): string {
  return `${manager} ${name} ${architecture} ${to ?? ''}`;
}

/** The engine as the one who planned. */
export const byEngine: AuditActor = engineActor;

function contradiction({ failing }: Planned): ApiRefusal {
  const errors = failing.map(({ code, sentence, deviceId }) => ({ path: deviceId ?? code, message: sentence }));
  const more = failing.length === 1 ? '' : ` (and ${failing.length - 1} more)`;
  return refuse('deployment.contradiction', `${failing[0]?.sentence ?? ''}${more}`, errors);
}
