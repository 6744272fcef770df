/** The patch risk of what a device is offered, and of an update wherever it goes; and the risk in sentences. Reads only: none of it is stored, and none of it touches urgency or deadline. */
import type { ManagerId } from '@fettle/core/inventory';
import { issueOf, kindOfUpdate, patchRiskOf, patchRiskOfUpdate, restartOfUpdate, riskStatement } from '@fettle/core/risk';
import type { IssueFacts, KnownIssue, OfferedUpdate, PatchRisk, RecordedIssue, StatementPart } from '@fettle/core/risk';
import type { PatchRisk as PatchRiskSchema } from '@fettle/protocol/models';
import type { z } from 'zod';
import type { Tx } from '../platform/database/index.ts';
import { installedOf, issuesOf, readDevice, resultsOf, simulationsOf } from './store.ts';
import type { DeviceRow, IssueRow, ResultRow, UpdateKey } from './store.ts';
import { recordedOf } from './view.ts';

type Shown = z.infer<typeof PatchRiskSchema>;

export type OfferToWeigh = {
  readonly manager: ManagerId;
  readonly name: string;
  readonly source_name: string;
  readonly source_version: string;
  /** Of the deployment that brings it, if one does. */
  readonly deployment_id: string | null;
};
export type OfferRisk = {
  readonly patchRisk: Shown;
  /** The risk in sentences, given what else is known of the offer. */
  readonly statement: (offer: {
    readonly version: string;
    readonly urgency: 'urgent' | 'normal';
    readonly why: string | null;
    readonly due: { readonly at: string; readonly by: string } | null;
  }) => StatementPart[];
};

/** The patch risk of each of these offers on this device, in their order. */
export async function risksOnDevice(
  tx: Tx,
  clientId: string,
  deviceId: string,
  offers: readonly OfferToWeigh[],
  now: string,
): Promise<readonly OfferRisk[]> {
  const device = await readDevice(tx, clientId, deviceId);
  const issues = (await issuesFor(tx, offers)).map(recordedOf);
  const facts = await factsOf(tx, clientId, deviceId, device, issues);
  const results = byUpdate(await resultsOf(tx, offers, clientId));
  const deployments = [...new Set(offers.flatMap((offer) => offer.deployment_id ?? []))];
  const simulations = new Map((await simulationsOf(tx, clientId, deviceId, deployments)).map((row) => [row.deployment_id, row]));
  return offers.map((offer) => {
    const simulated = simulations.get(offer.deployment_id ?? '') ?? null;
    const patchRisk = patchRiskOf({
      ...natureOf(offer, simulated, device.virtualisation),
      ...resultOf(results.get(keyOf(offer))),
      knownIssues: issuesAbout(issues, offer, facts),
      wayBack: simulated === null ? null : simulated.way_back === 'downgrade',
      // No fact of a device tells what it is for.
      role: null,
      tier: device.tier,
    });
    return {
      patchRisk: shownOf(patchRisk),
      statement: ({ version, urgency, why, due }) => [
        ...riskStatement({
          device: device.name,
          service: device.service,
          outage: device.outage,
          update: `${offer.name} ${version}`,
          urgency,
          why,
          due: due === null ? null : { at: wallTime(due.at, device.zone), by: due.by, isOver: Temporal.Instant.compare(due.at, now) < 0 },
          patchRisk,
        }),
      ],
    };
  });
}

/** The least that the risk of each of these updates is on any device, in their order; `here` are the clients in the transaction's scope. */
export async function risksOfUpdates(tx: Tx, updates: readonly (UpdateKey & { readonly name: string })[]): Promise<readonly Shown[]> {
  const issues = (await issuesFor(tx, updates)).map(recordedOf);
  const results = byUpdate(await resultsOf(tx, updates, null));
  return updates.map((update) =>
    shownOf(
      patchRiskOfUpdate({
        ...natureOf(update, null, null),
        ...resultOf(results.get(keyOf(update))),
        knownIssues: issuesAbout(issues, update, null),
      }),
    ),
  );
}

function issuesFor(tx: Tx, updates: readonly { readonly source_name: string }[]): Promise<readonly IssueRow[]> {
  const names = [...new Set(updates.map((update) => update.source_name))];
  const kbs = names.flatMap((name) => /^(?:KB)?(\d{6,8})$/i.exec(name)?.[1] ?? []);
  return issuesOf(tx, names, kbs);
}

function issuesAbout(
  issues: readonly RecordedIssue[],
  { manager, source_name: sourceName, source_version: sourceVersion }: UpdateKey,
  facts: IssueFacts | null,
): readonly KnownIssue[] {
  const update: OfferedUpdate = { manager, sourceName, sourceVersion };
  return issues.flatMap((issue) => issueOf(issue, update, facts) ?? []);
}

/** What rules ask of the device; its packages are only looked through where a rule names one. */
async function factsOf(
  tx: Tx,
  clientId: string,
  deviceId: string,
  device: DeviceRow,
  issues: readonly RecordedIssue[],
): Promise<IssueFacts> {
  const { ecosystem, architecture, virtualisation, tier, kernel, told } = device;
  const asked = issues.flatMap(({ rule }) => rule?.package ?? []);
  const packages = !told ? null : asked.length === 0 ? new Set<string>() : await installedOf(tx, clientId, deviceId, asked);
  return { ecosystem, architecture, virtualisation, tier, kernel, packages };
}

type Simulated = Parameters<typeof restartOfUpdate>[2];

function natureOf(
  { manager, name }: { readonly manager: ManagerId; readonly name: string },
  simulated: Simulated,
  virtualisation: string | null,
) {
  return { kind: kindOfUpdate(manager, name), restartNeeded: restartOfUpdate(manager, name, simulated, virtualisation) };
}

function resultOf(row: ResultRow | undefined) {
  const { succeeded = 0, failed = 0, taken_back: all = 0, taken_back_here: here = 0 } = row ?? {};
  return { results: { succeeded, failed }, rolledBackHere: here, rolledBackElsewhere: Math.max(0, all - here) };
}

function byUpdate(rows: readonly ResultRow[]): ReadonlyMap<string, ResultRow> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function keyOf({ manager, source_name: name, source_version: version }: UpdateKey): string {
  return `${manager} ${name} ${version}`;
}

function shownOf({ level, reasons }: PatchRisk): Shown {
  return { level, reasons: reasons.map((reason) => ({ ...reason })) };
}

function wallTime(at: string, zone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} (${zone})`;
}
