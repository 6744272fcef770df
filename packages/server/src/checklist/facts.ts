/** The facts of the twelve steps for one client or some of its devices, in a number of statements that does not grow with its devices. */
import type { ChecklistFacts, ChecklistRules } from '@fettle/core/checklist';
import { feedStandings } from '../catalogue/index.ts';
import { silentBefore } from '../clients/index.ts';
import { countDiscovered, undecidedDays } from '../discovered/index.ts';
import { testedLately } from '../deployments/index.ts';
import { announcedAndOver, announcedWithoutOutcome, begun, begunWithoutNotice } from '../notices/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { standingOfClient, standingOfDevices } from '../policy-lint/index.ts';
import { auditStandings } from '../process-audits/index.ts';
import { programmeFacts } from '../programme/index.ts';
import { rollbackRows } from '../rollback/index.ts';
import { checkedAgain, checkedAgainDays } from '../today/index.ts';
import { foundOf, readDeploymentFacts, readLastEnds } from './change-facts.ts';
import type { Scope } from './scope.ts';
import { readDeviceFacts, readUpdateFacts } from './device-facts.ts';

/** The programme document is compared with the records daily; a day more is for a server that was away. */
const programmeHours = 48;
/** How changes go is judged by so many days. */
const lateDays = 90;
/** The newest deployments whose test evidence is judged. */
const mostTested = 100;

/** Null: there is no such client in view of the transaction. */
export async function readChecklistFacts(
  tx: Tx,
  context: Context,
  scope: Scope,
  { scanHours, riskDays }: ChecklistRules,
): Promise<ChecklistFacts | null> {
  const { clientId, deviceIds } = scope;
  const at = context.clock.now();
  const now = timestamp(at);
  const since = timestamp(at.subtract({ hours: 24 * lateDays }));
  const policies =
    deviceIds === null ? await standingOfClient(tx, clientId, now) : await standingOfDevices(tx, context, clientId, deviceIds);
  if (policies === null) return null;
  const scannedBefore = timestamp(at.subtract({ hours: scanHours }));
  const devices = await readDeviceFacts(tx, scope, { now, silentBefore: silentBefore(context), scannedBefore });
  const updates = await readUpdateFacts(tx, scope, now, timestamp(at.add({ hours: 24 * riskDays })));
  const feeds = (await feedStandings(tx, at)).filter(({ state }) => state !== 'off');
  const ways = await rollbackRows(tx, clientId, now, deviceIds);
  const ends = await readLastEnds(tx, scope, since);
  const deployments = await readDeploymentFacts(tx, scope, since, timestamp(at.subtract({ hours: 24 * checkedAgainDays })));
  const changed = ends.by('verified', 'unknown');
  const programme = await programmeFacts(tx, clientId, now.slice(0, 10));
  const [audits] = await auditStandings(tx, clientId, now);
  if (audits === undefined) return null;
  return {
    inventory: {
      devices: devices.devices,
      silent: devices.silent,
      quarantined: devices.quarantined,
      withoutTier: devices.without_tier,
      withoutOwner: devices.without_owner,
      pastSupport: devices.past_support,
      unmanaged: await unmanagedOf(tx, scope, at),
    },
    policy: {
      devices: devices.devices,
      standing: policies.standing,
      failing: policies.findings.filter(({ severity }) => severity === 'failing').length,
      attention: policies.findings.filter(({ severity }) => severity === 'attention').length,
    },
    vulnerabilities: {
      devices: devices.devices,
      unscanned: devices.unscanned,
      oldScans: devices.old_scans,
      scanHours,
      notAsked: devices.not_asked,
      feeds: feeds.length,
      lateFeeds: feeds.filter(({ state }) => state === 'late' || state === 'held' || state === 'trouble').length,
      emptyFeeds: feeds.filter(({ state }) => state === 'never').length,
      findings: updates.findings,
      untriaged: updates.untriaged,
    },
    risk: {
      devices: devices.devices,
      scanned: devices.devices - devices.unscanned,
      updates: updates.updates,
      undecided: updates.undecided,
      missed: updates.missed,
      atRisk: updates.at_risk,
      riskDays,
    },
    rollback: ways.map(({ deviceName: name, standing, sentence }) => ({ name, standing, sentence })),
    tests: { days: lateDays, deployments: await testedLately(tx, clientId, since, mostTested, deviceIds) },
    windows: { devices: devices.devices, looked: policies.looked, findings: policies.findings },
    announced: {
      days: lateDays,
      begun: await begun(tx, clientId, since, deviceIds),
      withoutNotice: await begunWithoutNotice(tx, clientId, since, deviceIds),
    },
    deployed: {
      days: lateDays,
      devices: ends.devices,
      failed: ends.by('failed'),
      rolledBack: ends.by('rolled back'),
      missed: ends.by('missed', 'refused'),
      unknownEnd: ends.by('unknown'),
      underWay: deployments.underWay,
      held: deployments.held,
    },
    monitored: {
      days: lateDays,
      changed: changed.count,
      unverified: ends.by('unknown'),
      regressions: deployments.regressions,
      undecided: deployments.undecided,
      asked: deployments.asked,
      notWell: foundOf((await checkedAgain(tx, at, deviceIds)).map(({ id }) => id)),
    },
    told: { announced: await announcedAndOver(tx, clientId, deviceIds), open: await announcedWithoutOutcome(tx, clientId, deviceIds) },
    documents: {
      days: lateDays,
      ended: deployments.ended,
      incomplete: deployments.incomplete,
      programme: programmeOf(programme, at),
      audits,
    },
  };
}

function programmeOf(
  programme: Awaited<ReturnType<typeof programmeFacts>>,
  at: Temporal.Instant,
): ChecklistFacts['documents']['programme'] {
  if (programme === null) return null;
  const { lookedAt, ...standing } = programme;
  const since = at.subtract({ hours: programmeHours });
  return { ...standing, withinHours: programmeHours, compared: lookedAt !== null && Temporal.Instant.compare(lookedAt, since) >= 0 };
}

/** Machines without agent belong to a client and to no group: of some of its devices they are not asked for. */
async function unmanagedOf(
  tx: Tx,
  { clientId, deviceIds }: Scope,
  at: Temporal.Instant,
): Promise<ChecklistFacts['inventory']['unmanaged']> {
  if (deviceIds !== null) return 'not asked';
  const longBefore = timestamp(at.subtract({ hours: 24 * undecidedDays }));
  const [row] = await countDiscovered(tx, { today: timestamp(at).slice(0, 10), longBefore, clientId });
  return row === undefined
    ? null
    : {
        machines: row.machines,
        undecided: row.undecided,
        undecidedLong: row.undecided_long,
        undecidedDays,
        reviewDue: row.review_due,
        patchOverdue: row.patch_overdue,
        deviceRetired: row.device_retired,
      };
}
