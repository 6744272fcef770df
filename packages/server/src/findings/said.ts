/** What is said of offers beside their vulnerabilities: by people, and by the class that a maker gave a bug fix. And who is judged again when that changes. */
import { classFaults } from '@fettle/core/findings';
import type { BugFix, OfferToJudge, OfferWords } from '@fettle/core/findings';
import { effectiveWords } from '@fettle/core/urgency-words';
import type { UrgencyWord } from '@fettle/core/urgency-words';
import { sql } from 'kysely';
import { notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { readStandingWords } from '../urgency-words/index.ts';
import { queueAll } from './judge-queue.ts';
import type { OfferRow } from './judge-store.ts';

type Row = Pick<OfferRow, 'device_id' | 'software_id' | 'manager' | 'source_name' | 'source_version' | 'from_version'>;
export type Said = {
  /** Of one offer on its device. */
  readonly of: (row: Row, siteId: string, asked: OfferToJudge) => OfferWords;
  /** What tells two offers apart by what is said of them. */
  readonly keyOf: (row: Row, siteId: string) => string;
};

/** Reads once what is said of any of these offers of a client. */
export async function readSaid(tx: Tx, clientId: string, offers: readonly Row[], now: string): Promise<Said> {
  const words = Map.groupBy(await readStandingWords(tx, clientId, now), wordKey);
  const fixes = await readFixes(tx, offers);
  const wordsOf = (row: Row, siteId: string) => {
    const about = words.get(`${row.manager} ${row.source_name}`);
    if (about === undefined) return null;
    const { device_id: deviceId, manager, source_name: sourceName, source_version: sourceVersion } = row;
    return effectiveWords(about, { clientId, siteId, deviceId, manager, sourceName, sourceVersion }, now);
  };
  return {
    of(row, siteId, asked) {
      const said = wordsOf(row, siteId);
      const byClass = classFaults(fixes.get(stepKey(row)) ?? [], asked);
      return { faults: [...byClass, ...faultOf(said?.fault ?? null)], override: overrideOf(said?.override ?? null) };
    },
    keyOf(row, siteId) {
      const said = wordsOf(row, siteId);
      return `${said?.fault?.id ?? ''} ${said?.override?.id ?? ''}`;
    },
  };
}

function wordKey({ manager, sourceName }: UrgencyWord): string {
  return `${manager} ${sourceName}`;
}

function faultOf(word: UrgencyWord | null): OfferWords['faults'] {
  if (word === null || word.fault === null) return [];
  const since = word.fault.seenSince === null ? '' : ` since ${word.fault.seenSince.slice(0, 10)}`;
  const reason = `${word.reason} (${word.by}${since}: ${word.fault.evidence})`;
  return [{ id: word.id, kind: word.fault.kind, shownBy: 'person', reason }];
}

function overrideOf(word: UrgencyWord | null): OfferWords['override'] {
  if (word === null || word.says === 'fault') return null;
  return { id: word.id, urgency: word.says, by: word.by, reason: word.reason, until: word.endsAt };
}

function stepKey({ software_id: id, from_version: from }: Pick<Row, 'software_id' | 'from_version'>): string {
  return `${id} ${from}`;
}

type FixRow = BugFix & Pick<Row, 'software_id' | 'from_version'>;

/** Bug fixes with a class that hold for what offers replace: asked once for each step from one version to another, however many devices take it. */
async function readFixes(tx: Tx, offers: readonly Row[]): Promise<ReadonlyMap<string, readonly BugFix[]>> {
  const steps = [...new Map(offers.map((row) => [stepKey(row), row])).values()];
  if (steps.length === 0) return new Map();
  const found = await sql<FixRow>`
    select g.software_id, g.from_version, a.id, m.fixed, jsonb_path_query_first(a.severities, '$[*] ? (@.type == "word").value') #>> '{}' as severity
    from unnest(${steps.map((row) => row.software_id)}::int[], ${steps.map((row) => row.from_version)}::text[]) as g (software_id, from_version)
    join software n on n.id = g.software_id
    join software s on s.name = n.name and s.version = g.from_version and s.architecture = n.architecture and s.manager = n.manager and s.ecosystem = n.ecosystem
    join software_match m on m.software_id = s.id and not m.security and m.undecided is null
    join advisory a on a.key = m.advisory and a.kind = 'bug-fix' and a.withdrawn is null`.execute(tx);
  return Map.groupBy(found.rows, stepKey);
}

/** Has devices judged again that are offered what a word is about, where it holds. Others are not touched. Wakes whoever judges. */
export async function queueOffers(
  tx: Tx,
  {
    clientId,
    manager,
    sourceName,
    sourceVersion,
    scope,
  }: Pick<UrgencyWord, 'clientId' | 'manager' | 'sourceName' | 'sourceVersion' | 'scope'>,
): Promise<void> {
  const where =
    scope.kind === 'client'
      ? sql`true`
      : scope.kind === 'site'
        ? sql`exists (select 1 from device d where d.client_id = o.client_id and d.id = o.device_id and d.site_id = any(${[...scope.ids]}::uuid[]))`
        : sql`o.device_id = any(${[...scope.ids]}::uuid[])`;
  await queueAll(
    tx,
    sql`
      select o.client_id, o.device_id from software s join device_offer o on o.client_id = ${clientId} and o.software_id = s.id
      where s.source_name = ${sourceName} and s.manager = ${manager} and (${sourceVersion}::text is null or s.source_version = ${sourceVersion}) and ${where}`,
    true,
  );
  await notify(tx, 'judge', '');
}

/**
 * Devices whose offers replace one of these software, where a classed bug fix holds for it now, or may have held: vulnerabilities have their own way, by the software that
 * is vulnerable. An offer that was urgent by a class may end vulnerabilities too; what is urgent because nobody knows what it ends is so by no class.
 */
export async function fixedDevices(tx: Tx, clientId: string, softwareIds: readonly number[]): Promise<readonly string[]> {
  // Each step is a look into an index, whatever the planner knows of the tables: left to itself it compares every offer with every software.
  const sameKind = (a: string, b: string) =>
    sql.raw(['name', 'architecture', 'manager', 'ecosystem'].map((c) => `${a}.${c} = ${b}.${c}`).join(' and '));
  const found = await sql<{ device_id: string }>`
    with asked as materialized (select id from unnest(${[...softwareIds]}::int[]) as g (id)), classed as materialized (
      select s.* from asked g join software s on s.id = g.id where exists (
        select 1 from software_match m join advisory a on a.key = m.advisory where m.software_id = s.id and not m.security and a.kind = 'bug-fix'
          and jsonb_path_exists(a.severities, '$[*] ? (@.type == "word" && @.value like_regex "^(critical|important)$" flag "i")')
      )
    ), steps as materialized (
      -- thousands of devices take the same step
      select distinct o.software_id, o.from_version from device_offer o
      where o.client_id = ${clientId} and o.basis <> 'unmatched' and (o.urgency = 'urgent' or o.ruled = 'urgent')
    ), spoken as materialized (
      select o.software_id, o.from_version from steps o join software n on n.id = o.software_id
      cross join lateral (select s.id from software s where ${sameKind('s', 'n')} and s.version = o.from_version offset 0) s
      where (s.id in (select id from asked)) is true
    )
    select o.device_id from classed s
    cross join lateral (select n.id from software n where ${sameKind('n', 's')} offset 0) n
    cross join lateral (
      select d.device_id from device_offer d where d.client_id = ${clientId} and d.software_id = n.id and d.from_version = s.version offset 0
    ) o
    union
    select o.device_id from spoken p
    cross join lateral (
      select d.device_id from device_offer d where d.client_id = ${clientId} and d.software_id = p.software_id and d.from_version = p.from_version offset 0
    ) o`.execute(tx);
  return found.rows.map((row) => row.device_id);
}
