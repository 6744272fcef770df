/** What the answers to clauses are made from, counted for one client and period. */
import { daysOf } from '@fettle/core/evidence-packs';
import type { PackFacts } from '@fettle/core/evidence-packs';
import type { Framework } from '@fettle/core/frameworks';
import { attainmentOf } from '@fettle/core/months';
import { sql } from 'kysely';
import { feedStandings } from '../catalogue/index.ts';
import { stoodOn } from '../checklist/index.ts';
import { testedLately } from '../deployments/index.ts';
import { countDiscovered, undecidedDays } from '../discovered/index.ts';
import { recordedSince } from '../months/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Context, Tx } from '../platform/feature.ts';
import type { Owed, Period } from './types.ts';

export type DeploymentFacts = {
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly approvals: number;
  readonly standing: boolean;
  /** For an approval, or for another one. */
  readonly waits: boolean;
  readonly drill: boolean;
  readonly status: string | null;
  readonly devices: number;
  readonly verified: number;
  readonly failed: number;
  readonly taken_back: number;
  /** What is to be said of the test on a few devices first; null: it is a drill, or had no ring after the first. */
  readonly tested: string | null;
};

const mostDeployments = 100_000;

/** Those that were proposed within the period and had a spec, the oldest first. */
export async function readDeployments(tx: Tx, clientId: string, { from, until }: Period): Promise<readonly DeploymentFacts[]> {
  const end = (word: string) => sql`count(*) filter (where r.run ->> 'outcome' = ${word})::int`;
  const found = await sql<Omit<DeploymentFacts, 'tested'>>`
    select d.id, d.title, d.created_at, d.drill, coalesce(p.name, k.name, d.created_by) as created_by, s.summary ->> 'status' as status,
      (select count(*)::int from approval a where a.client_id = d.client_id and a.deployment_id = d.id) as approvals,
      exists (select 1 from deployment_standing g where g.client_id = d.client_id and g.deployment_id = d.id) as standing,
      coalesce(s.summary -> 'holds' @> '[{"reason": "approval"}]', false) as waits,
      coalesce(e.devices, 0) as devices, coalesce(e.verified, 0) as verified, coalesce(e.failed, 0) as failed, coalesce(e.taken_back, 0) as taken_back
    from deployment d join deployment_state s on s.client_id = d.client_id and s.deployment_id = d.id
    left join person p on p.id::text = d.created_by left join api_key k on k.id::text = d.created_by
    left join lateral (
      select count(*)::int as devices, ${end('verified')} as verified, ${end('failed')} as failed, ${end('rolled back')} as taken_back
      from deployment_run r where r.client_id = d.client_id and r.deployment_id = d.id
    ) e on true
    where d.client_id = ${clientId} and s.seq > 0 and d.created_at >= ${from} and d.created_at < ${until}
    order by d.created_at, d.id`.execute(tx);
  const tested = new Map((await testedLately(tx, clientId, from, mostDeployments)).map(({ id, standing }) => [id, standing.level]));
  return found.rows.map((row) => ({ ...row, tested: tested.get(row.id) ?? null }));
}

export async function readPackFacts(
  tx: Tx,
  context: Context,
  clientId: string,
  framework: Framework,
  period: Period,
  given: {
    readonly owed: readonly Owed[];
    readonly deployments: readonly DeploymentFacts[];
    readonly exceptions: number;
    readonly months: number;
  },
): Promise<PackFacts> {
  const now = context.clock.now();
  const rhythms = new Set(framework.duties.flatMap(({ every }) => (every === null ? [] : [daysOf(every)])));
  const scans = await sql<{ age: number | null }>`
    select extract(epoch from (${period.asOf}::timestamptz - v.scanned_at))::float8 / 86400 as age
    from device d left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    where d.client_id = ${clientId} and d.status <> 'retired'`.execute(tx);
  const feeds = (await feedStandings(tx, now)).filter(({ state }) => state !== 'off');
  const [discovered] = await countDiscovered(tx, {
    today: period.asOf.slice(0, 10),
    longBefore: timestamp(now.subtract({ hours: 24 * undecidedDays })),
    clientId,
  });
  const last = period.until < period.asOf ? timestamp(Temporal.Instant.from(period.until).subtract({ milliseconds: 1 })) : period.asOf;
  const { steps } = await stoodOn(tx, clientId, last.slice(0, 10));
  const real = given.deployments.filter(({ drill }) => !drill);
  const sum = (pick: (one: DeploymentFacts) => number) => real.reduce((total, one) => total + pick(one), 0);
  return {
    ...period,
    recordedSince: await recordedSince(tx, clientId),
    byClause: Object.fromEntries(
      [...Map.groupBy(given.owed, ({ dueBy }) => dueBy)]
        .filter(([dueBy]) => dueBy.startsWith(`${framework.title}, `))
        .map(([dueBy, own]) => [dueBy.slice(framework.title.length + 2), attainmentOf(own)]),
    ),
    all: attainmentOf(given.owed),
    devices: scans.rows.length,
    scannedWithin: Object.fromEntries(
      [...rhythms].map((days) => [days, scans.rows.filter(({ age }) => age !== null && age <= days).length]),
    ),
    feeds: { on: feeds.length, late: feeds.filter(({ state }) => ['late', 'held', 'trouble', 'never'].includes(state)).length },
    changes: {
      deployments: real.length,
      approved: real.filter(({ approvals, standing, waits }) => !waits && (approvals > 0 || standing)).length,
      toTest: real.filter(({ tested }) => tested !== null).length,
      tested: real.filter(({ tested }) => tested === 'good').length,
      verified: sum(({ verified }) => verified),
      failed: sum(({ failed }) => failed),
      takenBack: sum(({ taken_back: back }) => back),
    },
    pastSupport: steps.find(({ step }) => step === 1)?.numbers.find(({ key }) => key === 'pastSupport')?.value ?? null,
    discovered: { machines: discovered?.machines ?? 0, undecided: discovered?.undecided ?? 0 },
    months: given.months,
    wholeMonths: wholeMonths(period),
    exceptions: given.exceptions,
  };
}

/** Months (of UTC) that lie within the period and were over when the records were read. */
function wholeMonths({ from, until, asOf }: Period): number {
  const end = until < asOf ? until : asOf;
  let month = Temporal.PlainDate.from(from.slice(0, 10)).toPlainYearMonth();
  if (!from.startsWith(`${month.toString()}-01`)) month = month.add({ months: 1 });
  let count = 0;
  for (let next = month.add({ months: 1 }); `${next.toString()}-01` <= end.slice(0, 10); next = next.add({ months: 1 })) count += 1;
  return count;
}
