/** The report of one deployment from its records: one data structure that HTML and PDF are laid out from. */
import { replay } from '@fettle/core/deployment';
import type { DeploymentState, Words } from '@fettle/core/deployment';
import type { Tx } from '../../platform/feature.ts';
import { readRecords } from '../records/read.ts';
import type { Records } from '../records/types.ts';
import { aboutOf, approvalsOf } from './about.ts';
import { appearedIn } from './appeared.ts';
import { changeSetsOf } from './change-sets.ts';
import { checksAgainOf } from './checks-again.ts';
import { cvesOf } from './cves.ts';
import { devicesOf } from './devices.ts';
import { gapsOf } from './gaps.ts';
import { holdsOf } from './holds.ts';
import { notAppliedOf } from './not-applied.ts';
import { peculiaritiesOf } from './peculiarities.ts';
import { ringsOf } from './rings.ts';
import { rollbacksOf } from './rollbacks.ts';
import { auditOf, timelineOf } from './timeline.ts';
import { countsOf } from './counts.ts';
import type { InstallationReport } from './types.ts';
import { namesIn, wordsFor } from './words.ts';
import type { Names } from './words.ts';

/** What the parts of a report are derived from. */
export type Material = { readonly records: Records; readonly state: DeploymentState; readonly words: Words; readonly names: Names };

/** Null where there is no such deployment, `no spec` where there is nothing to report yet. The transaction must have the client in its scope. */
export async function buildReport(tx: Tx, clientId: string, deploymentId: string): Promise<InstallationReport | 'no spec' | null> {
  const records = await readRecords(tx, clientId, deploymentId);
  return records === null || records === 'no spec' ? records : reportOf(records);
}

/** Pure: the same records give the same report. */
export function reportOf(records: Records): InstallationReport {
  const state = replay(records.events);
  const names = namesIn(records, state);
  const material: Material = { records, state, names, words: wordsFor(names, records.client.zone) };
  const changeSets = changeSetsOf(records);
  const devices = devicesOf(material, changeSets);
  return {
    format: 'fettle-installation-report/1',
    upTo: { events: records.events.length, at: records.events.at(-1)?.at ?? records.deployment.created_at },
    provider: records.provider,
    client: records.client,
    about: aboutOf(material),
    counts: countsOf(material),
    approvals: approvalsOf(material),
    reviewers: records.reviewers,
    rings: ringsOf(material),
    timeline: timelineOf(material),
    changeSets,
    devices,
    cves: cvesOf(material),
    appeared: appearedIn(material),
    peculiarities: peculiaritiesOf(material, devices),
    notApplied: notAppliedOf(material, devices),
    holds: holdsOf(material),
    rollbacks: rollbacksOf(material, devices),
    checksAgain: checksAgainOf(records),
    notices: records.notices,
    gaps: gapsOf(material, devices),
    audit: auditOf(material),
    checkpoint: records.checkpoint,
  };
}
