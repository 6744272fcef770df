/** The population lists of an evidence pack: whole, from the records, as rows of text. */
import { csvText } from '@fettle/core/csv';
import { packFiles } from '@fettle/core/evidence-packs';
import { fleetReports } from '@fettle/core/fleet-reports';
import type { FleetReportKind } from '@fettle/core/fleet-reports';
import { judgeObligation, shareWords } from '@fettle/core/months';
import { sql } from 'kysely';
import { readDecisions } from '../decisions/index.ts';
import type { DecisionRow } from '../decisions/index.ts';
import { readDiscoveredRecords } from '../discovered/index.ts';
import { fleetRows } from '../evidence/index.ts';
import { readMonths } from '../months/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { DeploymentFacts } from './facts.ts';
import type { Owed, Period } from './types.ts';

type Cell = string | number | null;
/** `body`: CSV (RFC 4180), its first line the titles; `count`: rows below it. */
export type Population = { readonly path: string; readonly what: string; readonly count: number; readonly body: Buffer };

/** More than a spreadsheet takes; of a client that has more, the pack is refused rather than cut. */
export const mostRows = 1_000_000;
const mostMonths = 120;

/** Null: one of them has more rows than a pack holds. */
export async function readPopulations(
  tx: Tx,
  clientId: string,
  period: Period,
  given: {
    readonly owed: readonly Owed[];
    readonly deployments: readonly DeploymentFacts[];
    readonly sampled: ReadonlyMap<string, string>;
  },
): Promise<readonly Population[] | null> {
  const all = [
    await devices(tx, clientId),
    deadlines(given.owed),
    deployments(given.deployments, given.sampled),
    await fleet(tx, 'installed', packFiles.installed, period),
    await fleet(tx, 'failed', packFiles.failed, period),
    await exceptions(tx, clientId, period),
    await discovered(tx, clientId, period),
    await months(tx, clientId, period),
  ];
  return all.some(({ count }) => count > mostRows) ? null : all;
}

async function devices(tx: Tx, clientId: string): Promise<Population> {
  const found = await sql<Record<string, string | null>>`
    select d.id, d.name, t.name as site, d.tier, d.owner, d.os_name, d.status, d.enrolled_at, d.retired_at, v.scanned_at
    from device d join site t on t.client_id = d.client_id and t.id = d.site_id
    left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    where d.client_id = ${clientId} order by d.name, d.id`.execute(tx);
  const keys = ['id', 'name', 'site', 'tier', 'owner', 'os_name', 'status', 'enrolled_at', 'retired_at', 'scanned_at'];
  return population(
    packFiles.devices,
    'Every device with an agent, those that are retired too.',
    ['Id', 'Device', 'Site', 'Tier', 'Owner', 'System', 'Status', 'Enrolled', 'Retired', 'Last scan'],
    found.rows,
    (row) => keys.map((key) => row[key] ?? null),
  );
}

function deadlines(owed: readonly Owed[]): Population {
  return population(
    packFiles.deadlines,
    'Every update on a device that had to be in within the period, and what came of it.',
    ['Device id', 'Device', 'Update', 'Urgency', 'Rule', 'Due', 'Ended', 'How', 'Decided otherwise', 'Counted as'],
    owed,
    (one) => [
      one.deviceId,
      one.device,
      one.update,
      one.urgency,
      one.dueBy,
      one.due,
      one.endedAt,
      one.end,
      one.isDecided ? 'yes' : 'no',
      judgeObligation(one),
    ],
  );
}

function deployments(all: readonly DeploymentFacts[], sampled: ReadonlyMap<string, string>): Population {
  return population(
    packFiles.deployments,
    'Every deployment that was proposed within the period and had a plan, approved or not; drills are marked.',
    [
      'Id',
      'Title',
      'Proposed',
      'By',
      'Signed approvals',
      'Under a standing approval',
      'Drill',
      'Status',
      'Devices',
      'Verified',
      'Failed',
      'Taken back',
      'Evidence of the test',
      'Sample',
    ],
    all,
    (one) => [
      one.id,
      one.title,
      one.created_at,
      one.created_by,
      one.approvals,
      one.standing ? 'yes' : 'no',
      one.drill ? 'yes' : 'no',
      one.status,
      one.devices,
      one.verified,
      one.failed,
      one.taken_back,
      one.tested,
      sampled.get(one.id) ?? '',
    ],
  );
}

async function fleet(tx: Tx, kind: FleetReportKind, path: string, { from, until }: Period): Promise<Population> {
  const { about, columns } = fleetReports[kind];
  const found = await fleetRows(tx, kind, { from, until }, { after: undefined, limit: mostRows + 1 });
  return population(
    path,
    about,
    columns.map(({ title }) => title),
    found,
    ({ cells }) => columns.map(({ key }) => cells[key] ?? null),
  );
}

/** What was decided instead of installing, and held at some time of the period. */
async function decisionsIn(tx: Tx, clientId: string, { from, until }: Period): Promise<readonly DecisionRow[]> {
  const ended = sql`least(coalesce(d.ends_at, 'infinity'), coalesce(d.revoked_at, 'infinity'), coalesce(d.undone_at, 'infinity'))`;
  return readDecisions(tx, {
    where: sql`d.client_id = ${clientId} and d.kind <> 'deploy' and d.starts_at < ${until} and ${ended} > ${from}`,
    order: sql`d.starts_at, d.id`,
    limit: mostRows + 1,
  });
}

async function exceptions(tx: Tx, clientId: string, period: Period): Promise<Population> {
  const found = await decisionsIn(tx, clientId, period);
  return population(
    packFiles.exceptions,
    'Every exception, workaround, block and planned replacement that held at some time of the period, with who decided and until when.',
    [
      'Id',
      'Kind',
      'About',
      'Scope',
      'Where',
      'Reason',
      'Compensating control',
      'Recommended',
      'Client said',
      'Said by',
      'Evidence',
      'Decided by',
      'Decided',
      'Begins',
      'Ends',
      'Review',
      'Revoked',
      'Revoked by',
      'Because',
    ],
    found,
    (row) => [
      row.id,
      row.kind,
      row.advisory ?? row.product_label ?? [row.source_name, row.source_version].filter((one) => one !== null).join(' '),
      row.scope,
      row.scope_names.join(', '),
      row.reason,
      row.compensating_control ?? row.workaround ?? row.replacement,
      row.recommendation,
      row.client_said,
      row.said_by,
      row.evidence,
      row.made_by,
      row.made_at,
      row.starts_at,
      row.ends_at,
      row.review_at,
      row.revoked_at,
      row.revoked_by,
      row.revoked_because,
    ],
  );
}

async function discovered(tx: Tx, clientId: string, { asOf }: Period): Promise<Population> {
  const found = await readDiscoveredRecords(tx, asOf.slice(0, 10), sql`n.client_id = ${clientId}`, mostRows + 1);
  return population(
    packFiles.discovered,
    'Machines without agent, as people and files told of them, and what was decided about each.',
    [
      'Id',
      'Machine',
      'Kind',
      'Site',
      'Tier',
      'Owner',
      'Address',
      'Source',
      'Recorded',
      'Answer',
      'By',
      'Review',
      'Last patched by hand',
      'What is missing',
    ],
    found,
    (row) => [
      row.id,
      row.name,
      row.kind,
      row.site_name,
      row.tier,
      row.owner,
      row.address,
      row.source,
      row.recorded_at,
      row.answer,
      row.person,
      row.review_on,
      row.last_patch_on,
      row.gap,
    ],
  );
}

async function months(tx: Tx, clientId: string, { from, until }: Period): Promise<Population> {
  const found = (await readMonths(tx, clientId, mostMonths)).filter(
    ({ month }) => `${month}-01` >= from.slice(0, 10) && monthAfter(month) <= until.slice(0, 10),
  );
  return population(
    packFiles.months,
    'Monthly reports of whole months of the period.',
    ['Month', 'Made', 'SHA-256', 'In time', 'Late', 'Open', 'Not counted', 'Share'],
    found,
    ({ month, made_at: madeAt, digest, content: { attainment } }) => [
      month,
      madeAt,
      digest,
      attainment.met,
      attainment.late,
      attainment.open,
      attainment.excluded,
      attainment.share === null ? null : shareWords(attainment.share),
    ],
  );
}

/** The first day after a month. */
function monthAfter(month: string): string {
  return `${Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString()}-01`;
}

/** Lines that are put together at once: a text of all of them would stand in memory twice. */
const atOnce = 5_000;

function population<T>(
  path: string,
  what: string,
  titles: readonly string[],
  list: readonly T[],
  cells: (one: T) => readonly Cell[],
): Population {
  // With a byte order mark: without it spreadsheets take UTF-8 for something else.
  const pieces = [Buffer.from(`\u{FEFF}${csvText([titles])}`, 'utf8')];
  for (let index = 0; index < list.length; index += atOnce)
    pieces.push(Buffer.from(csvText(list.slice(index, index + atOnce).map(cells)), 'utf8'));
  return { path, what, count: list.length, body: Buffer.concat(pieces) };
}
