/** From what devices answered to a plan: who is in, who is left out and why, and what contradicts itself. Writes nothing. */
import { checkPlan, plan } from '@fettle/core/deployment';
import type {
  CampaignClients,
  Excluded,
  Plan,
  PlanDependant,
  PlanDevice,
  PlanProblem,
  Share,
  SignedCommandRef,
} from '@fettle/core/deployment';
import { backOfLater, chooseWay, whyNotPlanned } from '@fettle/core/rollback';
import { assignRings, coverGaps, coverSentences, planPolicyOf, ringsToCover, windowForPlan } from '@fettle/core/policy';
import type { History } from '@fettle/core/durations';
import type { CoverDevice, Policy } from '@fettle/core/policy';
import { slowFetches } from '@fettle/core/calendar';
import type { FetchSite, Freeze } from '@fettle/core/calendar';
import { withSoftware } from '../policies/index.ts';
import type { RingGroups, UndecidedGroup } from '../policies/index.ts';
import type { CommandTrouble } from '../trust/index.ts';
import { spansBy, urgencyOf } from './freezes.ts';
import type { UrgencyCount } from './freezes.ts';
import { blockedChange, pinnedChange } from './brought.ts';
import type { BlockedOffers } from './brought.ts';
import { commandProblems } from './command-problems.ts';
import { decided, wouldBring } from './decided.ts';
import type { LeftOutByDevice } from './decided.ts';
import type { AskedRow, DeploymentRow } from './read.ts';
import { standInProblems } from './stand-ins.ts';
import type { NamedStandIn } from './stand-ins.ts';
import { judgeRollback, tierOf } from './rollback-plan.ts';
import type { RollbackJudged, RollbackKnown } from './rollback-plan.ts';

export type Planned = {
  readonly plan: Plan;
  /** Of the updates that devices of the plan were asked for: how many are urgent there. */
  readonly urgency: UrgencyCount;
  readonly leftOut: readonly Excluded[];
  /** Reasons for which it must not be approved like this. */
  readonly failing: readonly PlanProblem[];
  /** What a person should know before. */
  readonly attention: readonly PlanProblem[];
};

export type ToPlan = {
  readonly clientId: string;
  readonly deployment: DeploymentRow;
  readonly policy: Policy;
  readonly asked: readonly AskedRow[];
  /** Devices that a person leaves out. */
  readonly without: readonly string[];
  /** The first day, wherever a device stands, on which its window may open. */
  readonly firstDay: string;
  /** Days on which a window does not open, of the lists that it names; and how many of the lists that any of these windows names there are no more. */
  readonly closedDaysOf: (lists: readonly string[]) => readonly string[];
  readonly goneLists: number;
  /** Names of the sources of packages that the devices would change, where a policy pins or blocks any. */
  readonly sourcesOf: ReadonlyMap<string, readonly string[]>;
  /** What policies block of what devices are offered. */
  readonly blocked: BlockedOffers;
  /** Why a signed command can not run at this client. */
  readonly commandTrouble: CommandTrouble;
  readonly undecided: readonly UndecidedGroup[];
  /** Who is in the groups that rings are made of. */
  readonly ringGroups: RingGroups;
  /** What each device is known by, for whether those that are tried first stand for the others. */
  readonly cover: readonly CoverDevice[];
  readonly freezes: readonly Freeze[];
  /** What each device took before. */
  readonly histories: ReadonlyMap<string, History>;
  readonly siteOf: ReadonlyMap<string, string>;
  /** Sites of the client that have a bandwidth. */
  readonly fetchSites: readonly FetchSite[];
  /** Backups and acceptances, as far as a policy asks for them. */
  readonly rollback: RollbackKnown;
  /** What the mission-critical devices are tried on first. */
  readonly standIns: readonly NamedStandIn[];
  readonly urgency: ReadonlyMap<string, UrgencyCount>;
  /** By when something of what each device gets must be in, the tightest first. */
  readonly deadlines: ReadonlyMap<string, readonly { readonly at: string }[]>;
  readonly now: string;
  /** What decisions keep off devices, of what their package managers would bring. */
  readonly leftOut: LeftOutByDevice;
  readonly dependants: readonly PlanDependant[];
  /** Clients of the campaign that it is part of; null: it is part of none. */
  readonly campaignClients: CampaignClients | null;
  readonly rootOf: (shares: readonly Share[]) => string;
};

/** Rings are drawn among the devices that can take part, so that a device that could not simulate leaves no ring empty. */
export function makePlan(given: ToPlan): Planned {
  const { deployment, policy } = given;
  const asked = given.asked.map((row) => withWay(row, given));
  const backs = new Map(asked.map((row) => [row.device_id, wayBackOf(row, given)]));
  const judged = asked.map((row) => ({
    row,
    because:
      notPlannable(row, given) ?? cannotBy(row, given.deployment) ?? keptOut(row, given) ?? backs.get(row.device_id)?.excluded ?? null,
  }));
  const taken = judged.filter(({ because }) => because === null).map(({ row }) => row);
  const rings = assignRings(
    policy,
    taken.filter((row) => row.simulation !== null && row.simulation.changes.length > 0).map((row) => row.device_id),
    given.ringGroups.members,
  );
  const devices = taken.flatMap((row) => planDevice(row, rings.get(row.device_id) ?? 0, given));
  const made = plan({
    deploymentId: deployment.id,
    clientId: given.clientId,
    title: deployment.title,
    reason: deployment.reason,
    policy: planPolicyOf(
      policy,
      { id: deployment.policy_id, version: deployment.policy_version },
      given.closedDaysOf(policy.window.closedOn ?? []),
      given.firstDay,
    ),
    devices,
    dependants: given.dependants,
    drill: deployment.drill,
    ...(deployment.back_by === null ? {} : { by: deployment.back_by }),
    now: given.now,
    expiresAt: deployment.expires_at,
    predecessor:
      deployment.predecessor_id === null || deployment.predecessor_kind === null
        ? null
        : { deploymentId: deployment.predecessor_id, kind: deployment.predecessor_kind },
    ...(given.campaignClients === null ? {} : { campaignClients: given.campaignClients }),
    rootOf: given.rootOf,
  });
  const names = new Map(asked.map((row) => [row.device_id, row.name]));
  const spec = { header: made.header, shares: made.shares };
  const urgency = urgencyOf(
    given.urgency,
    made.shares.map(({ deviceId }) => deviceId),
  );
  const isUrgent = urgency.updates > 0 && urgency.updates === urgency.urgent;
  const spans = spansBy(isUrgent ? given.freezes.filter(({ exceptUrgent }) => !exceptUrgent) : given.freezes);
  const freezesOf = (id: string, ring: string) => spans(given.siteOf.get(id) ?? null, ring);
  const planned = new Set(made.shares.map(({ deviceId }) => deviceId));
  const problems = [
    ...made.warnings,
    ...goneProblems(given.goneLists),
    ...commandProblems(made, given.commandTrouble),
    ...made.shares.flatMap(({ deviceId }) => backs.get(deviceId)?.attention ?? []),
    ...undecidedProblems(given.undecided, planned, 'so that its policy is not heeded there'),
    ...undecidedProblems(given.ringGroups.undecided, planned, 'so that it is not in its ring'),
    ...goneGroups(given.ringGroups.gone),
    ...(deployment.predecessor_kind === 'rollback'
      ? []
      : [
          ...notCovered(made, given.cover),
          ...standInProblems(made.shares, given.standIns, { required: policy.standIns === 'require', rings: made.header.rings }),
        ]),
    ...slowFetches(made, { sites: given.fetchSites, siteOf: given.siteOf, freezesOf, now: given.now }),
    ...checkPlan({ spec, devices, nameOf: (id) => names.get(id) ?? id, freezesOf }),
  ];
  return {
    plan: made,
    urgency,
    leftOut: [...judged.flatMap(({ because }) => (because === null ? [] : [because])), ...made.excluded],
    failing: problems.filter(({ severity }) => severity === 'failing'),
    attention: problems.filter(({ severity }) => severity === 'attention'),
  };
}

/** Whoever named a list of holidays meant days on which nothing is changed: without them nobody knows which. */
function goneProblems(gone: number): readonly PlanProblem[] {
  if (gone === 0) return [];
  const sentence = `The policy’s window names ${gone === 1 ? 'a list of holidays that is' : `${gone} lists of holidays that are`} gone: take ${gone === 1 ? 'it' : 'them'} out of the policy, and propose again.`;
  return [{ code: 'plan.holidays-gone', severity: 'failing', sentence, deviceId: null }];
}

/** A ring of which nobody knows who was meant to be in it would pass with others, or be left out, without a word. */
function goneGroups(gone: readonly string[]): readonly PlanProblem[] {
  return gone.map((ring) => ({
    code: 'plan.ring-group-gone',
    severity: 'failing',
    sentence: `Ring “${ring}” is made of a group that is not there for this client: say in the policy who is in it, and propose again.`,
    deviceId: null,
  }));
}

/** What later rings have and none before them: there the change would be met for the first time. */
function notCovered({ header, shares }: Pick<Plan, 'header' | 'shares'>, cover: readonly CoverDevice[]): readonly PlanProblem[] {
  const ringOf = new Map(shares.map(({ deviceId, ring }) => [deviceId, ring]));
  const changed = new Map(shares.map(({ deviceId, changes }) => [deviceId, changes.map(({ name }) => name)]));
  const rings = ringsToCover(header.rings, withSoftware(cover, changed), (id) => ringOf.get(id));
  return coverSentences(rings, coverGaps(rings)).map(({ sentence }) => ({
    code: 'plan.not-covered',
    severity: 'attention',
    sentence,
    deviceId: null,
  }));
}

const namedAtMost = 3;

/** A device of which nobody knows whether a narrower policy is meant for it acts by the wider one: that is said, for it may be the one that forbids. */
function undecidedProblems(undecided: readonly UndecidedGroup[], planned: ReadonlySet<string>, so: string): readonly PlanProblem[] {
  return undecided.flatMap(({ name, devices }) => {
    const own = devices.filter(({ deviceId }) => planned.has(deviceId));
    const [first] = own;
    if (first === undefined) return [];
    const more = own.length - namedAtMost;
    const who = own
      .slice(0, namedAtMost)
      .map((device) => device.name)
      .join(', ');
    const sentence = `It can not be said whether ${who}${more > 0 ? ` and ${more} more` : ''} ${own.length === 1 ? 'is' : 'are'} in group “${name}”, ${so}. ${first.because.join(' ')}`;
    return [{ code: 'plan.group-undecided', severity: 'attention' as const, sentence, deviceId: own.length === 1 ? first.deviceId : null }];
  });
}

/** Why a device can not even be looked at by the planner. */
function notPlannable(row: AskedRow, { without, leftOut }: Pick<ToPlan, 'without' | 'leftOut'>): Excluded | null {
  const out = (code: string, because: string): Excluded => ({ deviceId: row.device_id, code, because });
  if (without.includes(row.device_id)) return out('plan.left-out', 'A person left it out of this deployment.');
  if (row.status === 'quarantined') return out('device.quarantined', 'The device is in quarantine.');
  if (row.status === 'retired') return out('device.retired', 'The device was retired.');
  const barred = leftOut.get(row.device_id);
  if (barred !== undefined) return out(decided.code, wouldBring(barred));
  if (row.answered_at === null) return out('plan.no-answer', 'The device was asked to simulate the change and has not answered.');
  return null;
}

/** A roll-back that was ordered by another way than a downgrade, which the device says that it can not do. */
function cannotBy({ device_id: deviceId, simulation }: AskedRow, { back_by: by }: DeploymentRow): Excluded | null {
  const because = by === null || simulation === null || simulation.changes.length === 0 ? null : whyNotPlanned(by, simulation);
  return because === null ? null : { deviceId, code: 'plan.way-not-possible', because: `It can not go back by ${by}. ${because}` };
}

/** Its way back by the plan of its policy. What goes back has none of its own choosing: what is done by another way than a downgrade comes forward again by it. */
function withWay(
  row: AskedRow,
  { deployment, policy, commandTrouble }: Pick<ToPlan, 'deployment' | 'policy' | 'commandTrouble'>,
): AskedRow {
  const { ways: rules = [], rollback, restart } = row.own ?? policy;
  const { back_by: by } = deployment;
  if (row.simulation !== null && row.direction === 'back' && by !== null)
    return { ...row, simulation: { ...row.simulation, wayBack: backOfLater(by, row.simulation.wayBack) } };
  if (rules.length === 0 || row.simulation === null || row.direction === 'back') return row;
  const { changes, wayBack: simulated } = row.simulation;
  const trouble = (command: SignedCommandRef) => commandTrouble({ ...command, purpose: 'way-back' });
  const byItself = rollback === 'automatic' || deployment.drill;
  const restarts = restart !== 'never';
  const said = row.simulation;
  const wayBack = chooseWay({
    rules,
    tier: tierOf(row.tier),
    changes,
    byItself,
    drill: deployment.drill,
    simulated,
    commandTrouble: trouble,
    said,
    restarts,
  });
  return { ...row, simulation: { ...row.simulation, wayBack } };
}

/** What the rollback plan of its policy asks of it. */
function wayBackOf(row: AskedRow, { policy, rollback: known, now, siteOf }: ToPlan): RollbackJudged {
  return judgeRollback({ ...row, siteId: siteOf.get(row.device_id) ?? '' }, { policy, known, now });
}

/** Policies do not select what they pin or block; a package manager may bring it all the same, as what something else needs. */
function keptOut(
  { device_id: deviceId, direction, own, simulation }: AskedRow,
  { policy, sourcesOf, blocked }: Pick<ToPlan, 'policy' | 'sourcesOf' | 'blocked'>,
): Excluded | null {
  if (direction === 'back' || simulation === null) return null;
  const { changes } = simulation;
  const pinned = pinnedChange(own ?? policy, changes, sourcesOf);
  if (pinned !== null) return { deviceId, code: 'plan.pinned', because: pinned };
  const because = blockedChange(own ?? policy, changes, sourcesOf, blocked.get(deviceId));
  return because === null ? null : { deviceId, code: 'plan.blocked', because };
}

function planDevice(
  row: AskedRow,
  ring: number,
  {
    closedDaysOf,
    firstDay,
    histories,
    urgency,
    deadlines,
  }: Pick<ToPlan, 'closedDaysOf' | 'firstDay' | 'histories' | 'urgency' | 'deadlines'>,
): PlanDevice[] {
  const simulation = row.simulation ?? row.trouble;
  if (simulation === null) return [];
  const { device_id: deviceId, key_id: keyId, zone, tier, depends_on: dependsOn } = row;
  const own =
    row.own === null
      ? {}
      : { own: { ...row.own, window: windowForPlan(row.own.window, closedDaysOf(row.own.window.closedOn ?? []), firstDay) } };
  const counted = urgency.get(deviceId);
  const order = {
    hostId: row.host_id,
    urgent: counted === undefined ? null : counted.urgent > 0,
    deadline: deadlines.get(deviceId)?.[0]?.at ?? null,
  };
  return [{ deviceId, keyId, zone, tier, dependsOn, ring, simulation, history: histories.get(deviceId), ...order, ...own }];
}
