/** The monthly report of a client from its records. Writes nothing. */
import { attainmentOf, judgeObligation, latencyOf, lastMonth, monthBefore, monthSpan } from '@fettle/core/months';
import type { MonthReport, MonthSpan, MonthStep, Need } from '@fettle/core/months';
import { stoodOn } from '../checklist/index.ts';
import type { PastStep } from '../checklist/index.ts';
import { clientZones } from '../deployments/index.ts';
import { countFleetRows } from '../evidence/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { readChanges, readFleet, readNeeds } from './facts.ts';
import { devicesBehind, installedWithin, obligationsOf, recordedSince } from './obligations.ts';
import type { OwedRow } from './obligations.ts';
import { readMonths } from './store.ts';

/** What a report has room for; what it has not is counted. */
const mostMissed = 200;
const mostChanges = 50;
const trendMonths = 12;

/** Null: there is no such client in view of the transaction. The month is one that has begun. */
export async function gatherMonth(tx: Tx, context: Context, clientId: string, month: string): Promise<MonthReport | null> {
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  const installation = await tx.selectFrom('installation').select('provider_name').executeTakeFirst();
  if (client === undefined) return null;
  const zone = (await clientZones(tx, [clientId])).get(clientId) ?? 'UTC';
  const span = monthSpan(month, zone);
  const asOf = context.now();
  const owed = await obligationsOf(tx, clientId, span, asOf);
  const missed = owed.filter((one) => ['late', 'open'].includes(judgeObligation(one))).toSorted(worstFirst);
  const installed = await installedWithin(tx, clientId, span);
  const latencyFor = (urgency: 'urgent' | 'normal') => latencyOf(installed.filter((one) => one.urgency === urgency));
  const behind = await devicesBehind(tx, clientId, asOf);
  const fleet = await readFleet(tx, clientId, asOf);
  const changes = await readChanges(tx, clientId, span, mostChanges);
  const { steps, now, known } = await monthSteps(tx, clientId, span, asOf);
  const attainment = attainmentOf(owed);
  return {
    format: 'fettle-month/1',
    provider: installation?.provider_name ?? '',
    client: { id: clientId, name: client.name, zone },
    ...span,
    asOf,
    recordedSince: await recordedSince(tx, clientId),
    fleet: { devices: fleet.devices, scanned: fleet.scanned, withoutMissed: fleet.ids.filter((id) => !behind.has(id)).length },
    attainment,
    byRule: [...Map.groupBy(owed, (one) => one.dueBy)]
      .map(([rule, own]) => ({ rule, ...attainmentOf(own) }))
      .toSorted((a, b) => (a.rule < b.rule ? -1 : 1)),
    latency: { urgent: latencyFor('urgent'), normal: latencyFor('normal') },
    missed: missed.slice(0, mostMissed).map(({ deviceId, device, update, dueBy: rule, urgency, due, endedAt }) => ({
      deviceId,
      device,
      update,
      rule,
      urgency,
      due,
      endedAt,
    })),
    moreMissed: Math.max(0, missed.length - mostMissed),
    changes: { ...changes, packages: await countFleetRows(tx, 'installed', { from: span.from, until: span.until }) },
    needs: needsOf(now, await readNeeds(tx, clientId, asOf)),
    needsKnown: known,
    steps,
    trend: await trendOf(tx, clientId, month, attainment),
  };
}

/** Open before late, then the day on which it was due, then the device. */
function worstFirst(a: OwedRow, b: OwedRow): number {
  const key = ({ endedAt, due, device, update }: OwedRow) => `${endedAt === null ? 0 : 1} ${due} ${device} ${update}`;
  return key(a) < key(b) ? -1 : 1;
}

/** How the steps stood at the ends of this month and of the one before, as they were computed then. `now`: those of the first; `known`: they were computed. Days are those of UTC. */
async function monthSteps(
  tx: Tx,
  clientId: string,
  span: MonthSpan,
  asOf: string,
): Promise<{ readonly steps: readonly MonthStep[]; readonly now: readonly PastStep[]; readonly known: boolean }> {
  const end = span.until < asOf ? lastInstant(span.until) : asOf;
  const { steps: now, at } = await stoodOn(tx, clientId, end.slice(0, 10));
  const { steps: before } = await stoodOn(tx, clientId, lastInstant(span.from).slice(0, 10));
  const steps = now.map(({ step, title, state, sentence }) => ({
    step,
    title,
    state,
    before: before.find((one) => one.step === step)?.state ?? ('unknown' as const),
    sentence,
  }));
  return { steps, now, known: at !== null };
}

function lastInstant(until: string): string {
  return timestamp(Temporal.Instant.from(until).subtract({ milliseconds: 1 }));
}

function needsOf(steps: readonly PastStep[], asked: readonly Need[]): readonly Need[] {
  const counted = (step: number, key: string) => steps.find((one) => one.step === step)?.numbers.find((one) => one.key === key)?.value ?? 0;
  const all: readonly Need[] = [
    ...asked,
    { kind: 'support', count: counted(1, 'pastSupport') },
    { kind: 'discovered', count: counted(1, 'unmanaged') },
    { kind: 'silent', count: counted(1, 'silent') },
  ];
  return all.filter(({ count }) => count > 0);
}

async function trendOf(tx: Tx, clientId: string, month: string, { met, owed }: MonthReport['attainment']): Promise<MonthReport['trend']> {
  const known = new Map((await readMonths(tx, clientId, trendMonths - 1, month)).map(({ month: of, content }) => [of, content.attainment]));
  const months: string[] = [];
  for (let one = monthBefore(month); months.length < trendMonths - 1; one = monthBefore(one)) months.unshift(one);
  const earlier = months.map((one) => ({ month: one, met: known.get(one)?.met ?? null, owed: known.get(one)?.owed ?? null }));
  // Of the months before the first report nothing is to be seen.
  const first = earlier.findIndex((one) => one.owed !== null);
  return [...(first === -1 ? [] : earlier.slice(first)), { month, met, owed }];
}

/** The month that is running at a client. */
export function runningMonth(now: Temporal.Instant, zone: string): string {
  return Temporal.PlainYearMonth.from(lastMonth(now, zone)).add({ months: 1 }).toString();
}
