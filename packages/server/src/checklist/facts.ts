/** The facts of the twelve steps for one client, in a number of statements that does not grow with its devices. */
import type { ChecklistFacts } from '@fettle/core/checklist';
import { feedStandings } from '../catalogue/index.ts';
import { silentBefore } from '../clients/index.ts';
import { testedLately } from '../deployments/index.ts';
import { announcedAndOver, announcedWithoutOutcome, begun, begunWithoutNotice } from '../notices/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { standingOfClient } from '../policy-lint/index.ts';
import { rollbackRows } from '../rollback/index.ts';
import { checkedAgain, checkedAgainDays } from '../today/index.ts';
import { foundOf, readDeploymentFacts, readLastEnds } from './change-facts.ts';
import { readDeviceFacts, readUpdateFacts } from './device-facts.ts';

/** A device is to be scanned within so many hours. */
const scanHours = 48;
/** A deadline that is nearer is at risk where no deployment has it. */
const riskDays = 3;
/** How changes go is judged by so many days. */
const lateDays = 90;
/** The newest deployments whose test evidence is judged. */
const mostTested = 100;

/** Null: there is no such client in view of the transaction. */
export async function readChecklistFacts(tx: Tx, context: Context, clientId: string): Promise<ChecklistFacts | null> {
  const at = context.clock.now();
  const now = timestamp(at);
  const since = timestamp(at.subtract({ hours: 24 * lateDays }));
  const policies = await standingOfClient(tx, clientId, now);
  if (policies === null) return null;
  const scannedBefore = timestamp(at.subtract({ hours: scanHours }));
  const devices = await readDeviceFacts(tx, clientId, { now, silentBefore: silentBefore(context), scannedBefore });
  const updates = await readUpdateFacts(tx, clientId, now, timestamp(at.add({ hours: 24 * riskDays })));
  const feeds = (await feedStandings(tx, at)).filter(({ state }) => state !== 'off');
  const ways = await rollbackRows(tx, clientId, now);
  const ends = await readLastEnds(tx, clientId, since);
  const deployments = await readDeploymentFacts(tx, clientId, since, timestamp(at.subtract({ hours: 24 * checkedAgainDays })));
  const changed = ends.by('verified', 'unknown');
  return {
    inventory: {
      devices: devices.devices,
      silent: devices.silent,
      quarantined: devices.quarantined,
      withoutTier: devices.without_tier,
      withoutOwner: devices.without_owner,
      pastSupport: devices.past_support,
      // Nothing keeps lists of machines without agent yet.
      unmanaged: null,
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
    tests: { days: lateDays, deployments: await testedLately(tx, clientId, since, mostTested) },
    windows: { devices: devices.devices, looked: policies.looked, findings: policies.findings },
    announced: { days: lateDays, begun: await begun(tx, clientId, since), withoutNotice: await begunWithoutNotice(tx, clientId, since) },
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
      notWell: foundOf((await checkedAgain(tx, at)).map(({ id }) => id)),
    },
    told: { announced: await announcedAndOver(tx, clientId), open: await announcedWithoutOutcome(tx, clientId) },
    documents: { days: lateDays, ended: deployments.ended, incomplete: deployments.incomplete },
  };
}
