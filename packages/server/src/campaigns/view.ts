/** Campaigns as the API shows them: totals and clients' lines, of the clients in reach alone. */
import { aboutInWords, countStandings, isOver, standingOf, standingWords } from '@fettle/core/campaigns';
import type { ClientStanding } from '@fettle/core/campaigns';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { readSummaries, summaryViews } from '../deployments/index.ts';
import { risksOfUpdates } from '../patch-risk/index.ts';
import type { ManagerId } from '@fettle/core/inventory';
import type { Tx } from '../platform/database/index.ts';
import type { Actor } from '../platform/feature.ts';
import { sumBreaks } from './breaks.ts';
import type { Breaks } from './breaks.ts';
import { readAffected, readCampaigns, readMembers, readOverdue, readSpecFacts } from './read.ts';
import type { MemberRow, NamedCampaign, SpecFacts } from './read.ts';

export type View = CallOutput<'listCampaigns'>['items'][number];
export type Detail = CallOutput<'getCampaign'>;
type ClientView = Detail['items'][number];
type Summary = Awaited<ReturnType<typeof summaryViews>>[number];

/** A client's part with what its deployment says. */
export type Member = { readonly row: MemberRow; readonly standing: ClientStanding; readonly summary: Summary | null };

const mostRisks = 50;

/** The parts of these campaigns, with how each stands. */
export async function membersOf(tx: Tx, scope: readonly string[], campaignIds: readonly string[]): Promise<readonly Member[]> {
  const rows = await readMembers(tx, scope, campaignIds);
  const ids = rows.flatMap(({ deployment_id: id }) => id ?? []);
  const found = ids.length === 0 ? [] : await readSummaries(tx, scope, sql`d.id = any(${ids}::uuid[])`, ids.length);
  const unanswered = new Map(found.map((row) => [row.id, row.unanswered]));
  const summaries = new Map((await summaryViews(tx, found)).map((summary) => [summary.id, summary]));
  return rows.map((row) => {
    const summary = row.deployment_id === null ? null : (summaries.get(row.deployment_id) ?? null);
    const deployment =
      summary === null
        ? null
        : { status: summary.status, holds: summary.holds.map(({ reason }) => reason), unanswered: unanswered.get(summary.id) ?? 0 };
    return {
      row,
      summary,
      standing: standingOf({ state: row.state, stopped: row.stopped_at !== null, left: row.left_over !== null, deployment }),
    };
  });
}

export function viewOf(campaign: NamedCampaign, members: readonly Member[]): View {
  const sum = (pick: (summary: Summary) => number): number =>
    members.reduce((total, { summary }) => total + (summary === null ? 0 : pick(summary)), 0);
  const standings = countStandings(members.map(({ standing }) => standing));
  return {
    id: campaign.id,
    title: campaign.title,
    reason: campaign.reason,
    owner: campaign.owner,
    about: mutable(campaign.about),
    aboutWords: aboutInWords(campaign.about),
    source: campaign.source,
    createdAt: campaign.created_at,
    createdBy: campaign.created_by_name,
    withdrawn: campaign.withdrawn_at === null ? null : { at: campaign.withdrawn_at, because: campaign.withdrawn_because ?? '' },
    clients: members.length,
    standings: { ...standings },
    devices: sum(({ devices }) => devices),
    verified: sum(({ verified }) => verified),
    failed: sum(({ failed }) => failed),
    stopped: members.filter(
      ({ row, standing }) =>
        row.stopped_at !== null && mayGoOn({ source: campaign.source, withdrawn: campaign.withdrawn_at }, { standing }),
    ).length,
    open: members.some(({ standing }) => !isOver(standing)),
  };
}

/** Null: not there, or no client of it in reach. */
export async function detailOf(tx: Tx, actor: Actor, scope: readonly string[], id: string, now: string): Promise<Detail | null> {
  const [campaign] = await readCampaigns(tx, sql`c.id = ${id}`, 1);
  const members = campaign === undefined ? [] : await membersOf(tx, scope, [id]);
  if (campaign === undefined || members.length === 0) return null;
  const ids = members.flatMap(({ row }) => row.deployment_id ?? []);
  const specs = await readSpecFacts(tx, ids);
  const overdue = await readOverdue(tx, ids, now);
  const planned = members.flatMap(({ row }) => row.breaks ?? []);
  const items = members.map((member) => clientView(member, actor, specs, overdue));
  const holdable = items.filter((item) => item.may.hold && mayGoOn({ source: campaign.source, withdrawn: campaign.withdrawn_at }, item));
  return {
    ...viewOf(campaign, members),
    items,
    breaks: mutableBreaks(sumBreaks(planned)),
    planned: planned.length,
    overdue: items.reduce((total, one) => total + one.overdue, 0),
    affected: campaign.about.kind === 'advisory' ? await readAffected(tx, scope, campaign.about.ids) : null,
    risks: await risksOf(tx, ids),
    canStop: whyNot(items, holdable, (one) => one.stopped === null, 'It is stopped already.'),
    canPromote: whyNotPromote(items),
    canRelease: whyNot(items, holdable, (one) => one.stopped !== null, 'It is not stopped.'),
  };
}

/** Whether something may yet be sent of this client's part. To clients of the emergency lane for which there is nothing to do a fix may be offered later. */
export function mayGoOn(
  campaign: { readonly source: View['source']; readonly withdrawn: unknown },
  { standing }: Pick<ClientView, 'standing'>,
): boolean {
  if (standing !== 'nothing' && standing !== 'deferred') return !isOver(standing);
  return campaign.source === 'emergency' && campaign.withdrawn === null;
}

function whyNot(
  items: readonly ClientView[],
  holdable: readonly ClientView[],
  fits: (item: ClientView) => boolean,
  none: string,
): string | null {
  if (!items.some(({ may }) => may.hold)) return 'You may not: this needs the permission to hold deployments.';
  if (holdable.length === 0) return 'It is over for every client: there is nothing left to stop.';
  return holdable.some(fits) ? null : none;
}

function whyNotPromote(items: readonly ClientView[]): string | null {
  if (!items.some(({ may }) => may.approve)) return 'You may not: this needs the permission to approve deployments.';
  return items.some(({ may, promotable }) => may.approve && promotable !== null)
    ? null
    : 'No ring soaks just now that nothing holds and that another comes after.';
}

function clientView(
  { row, standing, summary }: Member,
  actor: Actor,
  specs: ReadonlyMap<string, SpecFacts>,
  overdue: ReadonlyMap<string, number>,
): ClientView {
  const spec = row.deployment_id === null ? undefined : specs.get(row.deployment_id);
  return {
    clientId: row.client_id,
    clientName: row.client_name,
    standing,
    deploymentId: row.deployment_id,
    waiting: isOver(standing) ? null : waitingOf(row, standing, summary),
    detail: row.detail,
    devices: summary?.devices ?? 0,
    verified: summary?.verified ?? 0,
    failed: summary?.failed ?? 0,
    inFlight: summary?.inFlight ?? 0,
    holds: (summary?.holds ?? []).map(({ reason, detail, since }) => ({ reason, detail, since })),
    approvals: { given: spec?.given ?? 0, needed: spec?.header.approvalsNeeded ?? 1 },
    lastRingFrom: spec?.header.rings.at(-1)?.earliest ?? null,
    until: spec?.header.expiresAt ?? null,
    overdue: row.deployment_id === null ? 0 : (overdue.get(row.deployment_id) ?? 0),
    stopped: row.stopped_at === null ? null : { at: row.stopped_at, by: row.stopped_by ?? '', because: row.stopped_because ?? '' },
    breaks: row.breaks === null ? null : mutableBreaks(row.breaks),
    // A stop stands before the look that places its hold.
    promotable:
      row.stopped_at !== null || spec === undefined || spec.promotable === null
        ? null
        : { ...spec.promotable, stepsOpen: [...spec.promotable.stepsOpen] },
    may: {
      hold: actor.can('deployment.hold', row.client_id),
      approve: actor.can('deployment.approve', row.client_id),
      propose: actor.can('deployment.propose', row.client_id),
    },
  };
}

function waitingOf(row: MemberRow, standing: ClientStanding, summary: Summary | null): string {
  if (row.stopped_at !== null) return `${row.stopped_by ?? 'Somebody'} stopped the campaign: ${row.stopped_because ?? ''}`;
  return summary?.waiting?.sentence ?? (row.detail !== '' ? row.detail : standingWords[standing].means);
}

/** What is known against the updates that it brings: only what is more than low. */
async function risksOf(tx: Tx, deploymentIds: readonly string[]): Promise<Detail['risks']> {
  const found = await sql<{ manager: ManagerId; name: string; version: string; source_name: string; source_version: string }>`
    select distinct s.manager, s.name, s.version, s.source_name, s.source_version from deployment_update u join software s on s.id = u.software_id
    where u.deployment_id = any(${[...deploymentIds]}::uuid[]) order by s.name, s.version limit 500`.execute(tx);
  const risks = await risksOfUpdates(tx, found.rows);
  return found.rows
    .flatMap(({ manager, name, version }, at) => {
      const risk = risks[at];
      if (risk === undefined || risk.level === 'low') return [];
      const why = risk.reasons.filter(({ weight }) => weight !== 'none').map(({ sentence }) => sentence);
      return [{ manager, name, version, level: risk.level as string, why }];
    })
    .slice(0, mostRisks);
}

function mutable(about: NamedCampaign['about']): View['about'] {
  return about.kind === 'advisory' ? { kind: 'advisory', ids: [...about.ids] } : about;
}

function mutableBreaks(breaks: Breaks): Detail['breaks'] {
  return { ...breaks, packages: [...breaks.packages] };
}
