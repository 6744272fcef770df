/** What of a client's offered updates is put off just now: by its policies, by decisions of people, or by the devices themselves. */
import { barWords } from '@fettle/core/decisions';
import type { Choice, DeviceSettings, Origin } from '@fettle/core/policy';
import { pinInWords, ruleInWords } from '@fettle/core/policy';
import { putOffGroups, putOffTotals } from '@fettle/core/put-off';
import type { PutOff, PutOffGroup, PutOffTotals } from '@fettle/core/put-off';
import { sql } from 'kysely';
import { actorNames, offeredChange, readBars } from '../deployments/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { selectionOf } from '../selection/index.ts';
import type { Chosen, Selection } from '../selection/index.ts';

/** Of a larger client so many devices are looked at, the first by id: their order says nothing of them. */
const mostDevices = 2_000;

export type ClientPutOff = {
  readonly looked: { readonly devices: number; readonly of: number };
  readonly totals: PutOffTotals;
  readonly groups: readonly PutOffGroup[];
  /** The policies that groups name, by id. */
  readonly policies: ReadonlyMap<string, SaidBy>;
};
export type SaidBy = Pick<Origin, 'level' | 'policyId' | 'name'>;

export async function readPutOff(tx: Tx, clientId: string, now: string): Promise<ClientPutOff> {
  const found = await sql<{ id: string }>`
    select id from device where client_id = ${clientId} and status <> 'retired' order by id`.execute(tx);
  const ids = found.rows.slice(0, mostDevices).map(({ id }) => id);
  const selection = await selectionOf(tx, clientId, { deviceIds: ids, softwareIds: null }, now);
  const barred = await readBarred(tx, clientId, now, selection.chosen);
  const policies = new Map<string, SaidBy>();
  const all = selection.chosen.flatMap((chosen): PutOff[] => {
    const bar = barred(chosen);
    if (bar !== undefined) return [{ ...shared(chosen), kind: 'decision', reason: bar.reason, by: bar.decisionId, until: bar.until }];
    const said = saidOf(selection, chosen);
    if (said === null) return [];
    if (said.origin !== null) {
      const { level, policyId, name } = said.origin;
      policies.set(policyId, { level, policyId, name });
    }
    return [{ ...shared(chosen), ...said.put, by: said.origin?.policyId ?? null }];
  });
  return { looked: { devices: ids.length, of: found.rows.length }, totals: putOffTotals(all), groups: putOffGroups(all), policies };
}

function shared({ offer }: Chosen): Pick<PutOff, 'update' | 'deviceId' | 'due'> {
  return { update: `${offer.facts.name} ${offer.facts.to}`, deviceId: offer.deviceId, due: offer.due };
}

type Said = { readonly put: Pick<PutOff, 'kind' | 'reason' | 'until'>; readonly origin: SaidBy | null };

/** Null: it is taken, or no policy that holds would ever take it. */
function saidOf({ policies }: Selection, { offer, choice }: Chosen): Said | null {
  const policy = policies.get(offer.deviceId);
  if (choice === null || policy === undefined || policy.settings === null) return null;
  const { decision, until } = choice;
  if (decision === 'select' || decision === 'exclude') return null;
  if (decision === 'wait') return { put: { kind: decision, reason: waits[offer.facts.withheld ?? 'phased'], until }, origin: null };
  const reason = ruleWords(policy.settings, choice.by) ?? choice.sentence;
  return { put: { kind: decision, reason, until }, origin: choice.by.kind === 'pin' ? policy.saidBy.pins : policy.saidBy.rules };
}

const waits = {
  pinned: 'Pinned on the device: it waits until somebody removes the pin there.',
  phased: 'Its distribution brings it out in phases: it waits for the device’s turn.',
  'kept-back': 'The package manager keeps it back by itself.',
} as const;

/** As `Rule 2, “browsers wait a week”: updates of firefox: deferred for 7 days`. */
function ruleWords({ rules = [], pins = [] }: DeviceSettings, by: Choice['by']): string | null {
  if (by.kind === 'classes') return null;
  if (by.kind === 'pin') {
    const pin = pins[by.index];
    return pin === undefined ? null : `Pin: ${pinInWords(pin)}`;
  }
  const rule = rules[by.index];
  return rule === undefined ? null : `Rule ${by.index + 1}, “${rule.name}”: ${ruleInWords(rule)}`;
}

type Barred = { readonly decisionId: string; readonly reason: string; readonly until: string | null };

/** What people decided keeps off, whatever the policy says. */
async function readBarred(tx: Tx, clientId: string, now: string, chosen: readonly Chosen[]): Promise<(one: Chosen) => Barred | undefined> {
  const bars = await readBars(tx, clientId, now, async () =>
    [...Map.groupBy(chosen, ({ offer }) => offer.deviceId)].map(([deviceId, own]) => ({
      deviceId,
      direction: 'forward',
      changes: own.map(({ offer }) => offeredChange(offer)),
    })),
  );
  const people = [...new Set([...bars.values()].flat().map(({ bar }) => bar.by))];
  const names = await actorNames(tx, people);
  const byOffer = new Map(
    [...bars].flatMap(([deviceId, all]) =>
      all.map(({ change, bar }): [string, Barred] => [
        `${deviceId} ${change.manager} ${change.name} ${change.architecture} ${change.to}`,
        { decisionId: bar.decisionId, until: bar.until, reason: barWords(bar, names.get(bar.by) ?? 'somebody who is gone') },
      ]),
    ),
  );
  return ({ offer }) => byOffer.get(`${offer.deviceId} ${offer.manager} ${offer.facts.name} ${offer.architecture} ${offer.facts.to}`);
}
