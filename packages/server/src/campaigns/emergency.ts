/**
 * The emergency lane: a vulnerability that came into the catalogue of known exploited ones these days, or that the provider's rule names, and that an update ends on a device, becomes a
 * campaign by itself: one a vulnerability, whichever of the two it was. Devices are asked what the change would do; nothing is changed before a person has approved the specs. Where the entry is taken back, so is the campaign,
 * as far as nobody has approved it.
 */
import { emergencyBy, noEmergencyRule, whyEmergency, whyNoEmergencyNow } from '@fettle/core/campaigns';
import type { EmergencyFacts, EmergencyRule } from '@fettle/core/campaigns';
import { sql } from 'kysely';
import { appendAudit, engine as engineActor } from '../audit/index.ts';
import { giveUpUnapproved, mostGivenUp, unapproved } from '../deployments/index.ts';
import type { Engine, Overtaken } from '../deployments/index.ts';
import { kevWasTaken } from '../findings/index.ts';
import type { VectorsByFeed } from '../findings/index.ts';
import { allClientIds, inClients, inNoClient, notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { campaignTopic } from './round.ts';
import { addCampaign, addMembers, lockCampaign, reviveMembers, stopOf, withdrawCampaign } from './store.ts';
import type { SourceRule } from './store.ts';

export const laneRule = 'emergency-lane';
/** An entry that is older than that when it is first seen is no emergency any more: rules and deadlines have it. */
const newDays = 7;
const expiresInDays = 7;
/** Of one round, so that a catalogue that is read for the first time does not become a hundred campaigns at once. */
const mostAtOnce = 10;
/** Clients for which there was nothing to do are looked at again that often: a fix may be offered by now. */
const againAfter = { hours: 1 };

export type Lane = EmergencyRule & { readonly on: boolean; /** Of the rule: how often it was set. */ readonly version: number };

/** What the lane takes; where nobody said, new entries of the catalogue alone. */
export async function readLane(tx: Tx): Promise<Lane> {
  const found = await sql<{ value: Partial<Lane> }>`select value from provider_rule where name = ${laneRule}`.execute(tx);
  return { on: true, ...noEmergencyRule, version: 0, ...found.rows[0]?.value };
}

type Entry = {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly reason: string;
  readonly rule: SourceRule | null;
  readonly audit: Readonly<Record<string, unknown>>;
};

/** One round: new entries, clients that are hit since, entries that were taken back. Returns how many campaigns were prepared. */
export async function emergencyRound(engine: Engine, context: Context): Promise<number> {
  const { lane, entries } = await inNoClient(context.db, async (tx) => {
    const lane = await readLane(tx);
    return { lane, entries: lane.on ? [...(await newEntries(tx, context)), ...(await ruledEntries(tx, context, lane))] : [] };
  });
  let made = 0;
  if (lane.on) for (const entry of entries) made += (await prepare(context, entry)) ? 1 : 0;
  await withdrawTakenBack(context);
  await withdrawCorrected(context);
  await giveUpWithdrawn(engine, context);
  return made;
}

function sinceOf(context: Context): string {
  return context.clock
    .now()
    .subtract({ hours: 24 * newDays })
    .toString();
}

async function newEntries(tx: Tx, context: Context): Promise<readonly Entry[]> {
  const found = await sql<{ id: string; kev_added: string; ransomware: boolean }>`
    select c.id, c.kev_added::text as kev_added, coalesce(c.kev_ransomware, false) as ransomware from cve c
    where c.kev_added >= ${sinceOf(context)}::timestamptz::date order by c.kev_added, c.id limit 200`.execute(tx);
  return found.rows.map(({ id, kev_added: added, ransomware }) => ({
    id,
    key: `kev:${id}`,
    title: `${id}: known to be exploited`,
    reason: `${id} came into the catalogue of known exploited vulnerabilities on ${added}${ransomware ? ', and is used by ransomware' : ''}.`,
    rule: null,
    audit: { entry: id, added },
  }));
}

type Assessed = { readonly cvss: VectorsByFeed; readonly exploitation: string | null };
type Ruled = Assessed & { readonly id: string; readonly published: string | null };

function factsOf({ cvss, exploitation }: Assessed): EmergencyFacts {
  return { exploitation, vectors: Object.values(cvss).flatMap((given) => given.map(({ vector }) => vector)) };
}

/** Published, or assessed as exploited, these days, and by the rule an emergency. Those of the catalogue are there already. */
async function ruledEntries(tx: Tx, context: Context, rule: Lane): Promise<readonly Entry[]> {
  if (!rule.exploited && !rule.critical) return [];
  const since = sinceOf(context);
  const found = await sql<Ruled>`
    select c.id, c.published::text as published, c.cvss, c.ssvc ->> 'exploitation' as exploitation from cve c
    where c.kev_added is null and (c.published >= ${since} or (${rule.exploited} and c.ssvc ->> 'exploitation' = 'active' and (c.ssvc ->> 'at')::timestamptz >= ${since}::timestamptz))
    order by c.published desc nulls last, c.id limit 5000`.execute(tx);
  return found.rows.flatMap(({ id, ...assessed }) => {
    const facts = factsOf(assessed);
    const [by, why] = [emergencyBy(rule, facts), whyEmergency(rule, facts)];
    if (by === null || why === null) return [];
    const { exploited, critical, version } = rule;
    const reason = `${id} is ${why}, and version ${rule.version} of the provider’s rule makes that an emergency. It is not in the catalogue of known exploited vulnerabilities.`;
    const title = `${id}: ${why.split(' (')[0] ?? why}`;
    return [{ id, key: `rule:${id}`, title, reason, rule: { exploited, critical, version, by }, audit: { entry: id, rule: version } }];
  });
}

/** True where a campaign was made of it. */
async function prepare(context: Context, entry: Entry): Promise<boolean> {
  const all = await allClientIds(context.db);
  const hit = await inClients(context.db, all, (tx) => whoIsHit(tx, entry.id));
  if (hit.offered.length === 0) return false;
  const clientIds = [...new Set([...hit.offered, ...hit.affected])].toSorted();
  return inClients(context.db, all, async (tx) => {
    const at = context.now();
    // One a vulnerability, for whichever reason it was prepared first: servers that look at once go one after the other.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`emergency ${entry.id}`}, 0))`.execute(tx);
    const prepared = await tx
      .selectFrom('campaign')
      .select(['id', 'source_key', 'withdrawn_at'])
      .where('source_key', 'in', [`kev:${entry.id}`, `rule:${entry.id}`])
      .execute();
    const known = prepared.find(({ withdrawn_at: at }) => at === null);
    // Taken back for this very reason: the same does not come again. For the other reason it is another matter.
    if (known === undefined && prepared.some(({ source_key: key }) => key === entry.key)) return false;
    if (known === undefined && (await preparedToday(tx, at)) >= mostAtOnce) return false;
    const id = known?.id ?? context.newId();
    const isNew =
      known === undefined &&
      (await addCampaign(tx, {
        id,
        title: entry.title,
        reason: entry.reason,
        owner: 'Nobody yet',
        about: { kind: 'advisory', ids: [entry.id] },
        source: 'emergency',
        source_key: entry.key,
        source_rule: entry.rule,
        expires_in_days: expiresInDays,
        created_at: at,
        created_by_kind: 'system',
        created_by: 'engine',
      }));
    // Another server was faster: its campaign has them.
    if (known === undefined && !isNew) return false;
    await lockCampaign(tx, id);
    const joined = await addMembers(tx, id, clientIds, 'engine', at, await stopOf(tx, id));
    const again = await reviveMembers(tx, id, hit.offered, context.clock.now().subtract(againAfter).toString(), at);
    if (joined.length + again > 0) await notify(tx, campaignTopic, id);
    for (const clientId of joined) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'campaign', id }));
    const fact = {
      action: 'campaign.prepared',
      actor: engineActor,
      subject: `campaign:${id}`,
      body: entry.audit,
      at,
    };
    for (const clientId of joined.toSorted()) await appendAudit(tx, clientId, fact);
    return isNew;
  });
}

/** Clients of which a device is offered what ends it, and those of which one has it, with a fix or without. */
async function whoIsHit(tx: Tx, cve: string): Promise<{ readonly offered: readonly string[]; readonly affected: readonly string[] }> {
  const offered = await sql<{ client_id: string }>`
    select distinct client_id from update_count where ended && array[${cve}]::text[] order by 1`.execute(tx);
  const affected = await sql<{ client_id: string }>`
    select distinct client_id from finding_count where devices > 0 and (advisory = ${cve} or cves && array[${cve}]::text[]) order by 1`.execute(
    tx,
  );
  return { offered: offered.rows.map((row) => row.client_id), affected: affected.rows.map((row) => row.client_id) };
}

async function preparedToday(tx: Tx, now: string): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from campaign where source = 'emergency' and created_at > ${now}::timestamptz - interval '1 day'`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

async function withdrawTakenBack(context: Context): Promise<void> {
  await inNoClient(context.db, async (tx) => {
    // Where the catalogue was never read, or is gone as a whole, nobody knows what it says.
    if (!(await kevWasTaken(tx))) return;
    const found = await sql<{ id: string; cve: string }>`
      select m.id, substr(m.source_key, 5) as cve from campaign m
      where m.source = 'emergency' and m.withdrawn_at is null and m.source_key like 'kev:%'
        and not exists (select 1 from cve c where c.id = substr(m.source_key, 5) and c.kev_added is not null)`.execute(tx);
    for (const { id, cve } of found.rows)
      await withdrawCampaign(tx, id, `${cve} was taken out of the catalogue of known exploited vulnerabilities.`, context.now());
  });
}

type Taken = Assessed & { readonly id: string; readonly cve: string; readonly rule: SourceRule };

/** What the provider's rule took for an emergency, and what is published of it now says is none. Where nothing is published of it any more, nothing was corrected. */
async function withdrawCorrected(context: Context): Promise<void> {
  await inNoClient(context.db, async (tx) => {
    const found = await sql<Taken>`
      select m.id, c.id as cve, m.source_rule as rule, c.cvss, c.ssvc ->> 'exploitation' as exploitation
      from campaign m join cve c on c.id = substr(m.source_key, 6)
      where m.source = 'emergency' and m.withdrawn_at is null and m.source_key like 'rule:%' and m.source_rule is not null and c.kev_added is null
      order by m.id`.execute(tx);
    for (const { id, cve, rule, ...assessed } of found.rows) {
      const why = whyNoEmergencyNow(rule, rule.by, factsOf(assessed));
      if (why !== null) await withdrawCampaign(tx, id, `${cve} ${why}.`, context.now());
    }
  });
}

/** What nobody has approved of a withdrawn campaign is given up; what is approved goes on as a person said. */
async function giveUpWithdrawn(engine: Engine, context: Context): Promise<void> {
  const open = await inClients(context.db, await allClientIds(context.db), async (tx) => {
    const found = await sql<Overtaken>`
      select m.client_id, m.deployment_id, c.withdrawn_because as because from campaign c
      join campaign_client m on m.campaign_id = c.id
      join deployment_state s on s.client_id = m.client_id and s.deployment_id = m.deployment_id and s.active
      where c.withdrawn_at is not null and ${unapproved} order by m.client_id, m.deployment_id limit ${mostGivenUp}`.execute(tx);
    return found.rows;
  });
  await giveUpUnapproved(engine, context, open);
}
