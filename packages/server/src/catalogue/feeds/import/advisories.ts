/** Writes advisories of one file: what did not change is not touched, what the file no longer has goes, and whose packages that concerns is noted. */
import { createHash } from 'node:crypto';
import { canonicalEcosystem } from '@fettle/core/advisories';
import type { Advisory } from '@fettle/core/advisories';
import type { KeptPart } from '@fettle/feeds';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/database/index.ts';

/** The file that is being taken, and what was seen of it so far. */
export type FileImport = {
  readonly feed: string;
  readonly path: string;
  readonly seen: Set<string>;
  /** Packages of which something else is said than before, each once. */
  readonly touched: Map<string, Package>;
  /** Keys of advisories that say something else than before, whether or not they hold for the same software. */
  readonly changed: Set<number>;
  /** Keys of advisories that go, at the end: `deleteDropped`. One that is told of after all stays. */
  readonly dropped: Set<number>;
  /** By id: packages that a record which can not be read this time would have spoken of, as they are known from this file. */
  readonly keptPackages: Map<string, Package[]>;
};
export type Package = { readonly ecosystem: string; readonly name: string };

function touch({ touched }: Pick<FileImport, 'touched'>, packages: readonly Package[]): void {
  for (const { ecosystem, name } of packages) touched.set(`${ecosystem}\n${name}`, { ecosystem, name });
}

type Stored = { key: number; id: string; digest: string };

/** Notes what stays of earlier statements of this file though their ids are told of again without it. */
export async function keepPackages(tx: Tx, given: FileImport, parts: readonly KeptPart[]): Promise<void> {
  if (parts.length === 0) return;
  const wanted = parts.map((part) => ({ ...part, ecosystem: part.ecosystem === null ? null : canonicalEcosystem(part.ecosystem) }));
  const found = await sql<Package & { id: string }>`
    with part as (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as p (id text, ecosystem text, name text))
    select distinct a.id, f.ecosystem, f.name from part p
    join advisory a on a.feed = ${given.feed} and a.path = ${given.path} and (p.id is null or a.id = p.id)
    join advisory_affected f on f.advisory = a.key and (p.ecosystem is null or f.ecosystem = p.ecosystem) and (p.name is null or f.name = p.name)`.execute(
    tx,
  );
  for (const { id, ecosystem, name } of found.rows) {
    const known = given.keptPackages.get(id) ?? [];
    given.keptPackages.set(id, known);
    if (!known.some((one) => one.ecosystem === ecosystem && one.name === name)) known.push({ ecosystem, name });
  }
}

/** Adds or changes these advisories. An id that this file already had is the same advisory told in pieces: its packages are added. */
export async function writeAdvisories(tx: Tx, given: FileImport, advisories: readonly Advisory[]): Promise<void> {
  const fresh: Advisory[] = [];
  const pieces: Advisory[] = [];
  for (const advisory of advisories) {
    (given.seen.has(advisory.id) ? pieces : fresh).push(advisory);
    given.seen.add(advisory.id);
  }
  await writeFresh(tx, given, fresh);
  for (const piece of pieces) await addPiece(tx, given, piece);
}

async function writeFresh(tx: Tx, given: FileImport, advisories: readonly Advisory[]): Promise<void> {
  if (advisories.length === 0) return;
  const digests = new Map(advisories.map((one) => [one.id, digestOf(one, given.keptPackages.get(one.id) ?? [])]));
  const stored = await sql<Stored>`
    select key, id, digest from advisory where feed = ${given.feed} and path = ${given.path} and id = any(${[...digests.keys()]}::text[])`.execute(
    tx,
  );
  const known = new Map(stored.rows.map((row) => [row.id, row]));
  const changed = advisories.filter((one) => known.get(one.id)?.digest !== digests.get(one.id));
  if (changed.length === 0) return;
  const before = changed.flatMap((one) => known.get(one.id) ?? []);
  for (const { key } of before) given.changed.add(key);
  await forgetPackages(tx, given, before);
  const written = await sql<{ key: number; id: string }>`
    insert into advisory (feed, path, id, digest, kind, aliases, cves, summary, published, modified, withdrawn, severities)
    select ${given.feed}, ${given.path}, r.id, r.digest, r.kind, r.aliases, r.cves, r.summary, r.published, r.modified, r.withdrawn, r.severities
    from jsonb_to_recordset(${JSON.stringify(changed.map((one) => ({ ...headOf(one), digest: digests.get(one.id) })))}::jsonb)
      as r (id text, digest text, kind text, aliases text[], cves text[], summary text, published timestamptz, modified timestamptz, withdrawn timestamptz, severities jsonb)
    on conflict (feed, path, id) do update set digest = excluded.digest, kind = excluded.kind, aliases = excluded.aliases, cves = excluded.cves,
      summary = excluded.summary, published = excluded.published, modified = excluded.modified, withdrawn = excluded.withdrawn, severities = excluded.severities
    returning key, id`.execute(tx);
  const keys = new Map(written.rows.map((row) => [row.id, row.key]));
  for (const { key } of written.rows) given.dropped.delete(key);
  await writePackages(
    tx,
    given,
    changed.flatMap((one) => packagesOf(keys.get(one.id), one)),
  );
}

async function addPiece(tx: Tx, given: FileImport, piece: Advisory): Promise<void> {
  const found = await sql<Stored>`
    select key, id, digest from advisory where feed = ${given.feed} and path = ${given.path} and id = ${piece.id}`.execute(tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error(`advisory ${piece.id} was seen and is not there`);
  const digest = createHash('sha256')
    .update(row.digest + digestOf(piece, []))
    .digest('base64url');
  await sql`
    update advisory set digest = ${digest},
      cves = (select coalesce(array_agg(distinct c order by c), '{}') from unnest(cves || ${[...piece.cves]}::text[]) c),
      aliases = (select coalesce(array_agg(distinct a order by a), '{}') from unnest(aliases || ${[...piece.aliases]}::text[]) a)
    where key = ${row.key}`.execute(tx);
  given.changed.add(row.key);
  given.dropped.delete(row.key);
  await writePackages(tx, given, packagesOf(row.key, piece));
}

/**
 * Removes what this file had and no longer has; `kept`: ids of records that could not be read this time, of which what was known stays. Of those of which only some
 * packages stay the others go.
 */
export async function dropUnseen(tx: Tx, given: FileImport, kept: ReadonlySet<string>): Promise<void> {
  const gone = await sql<Stored>`
    select key, id, digest from advisory where feed = ${given.feed} and path = ${given.path} and not (id = any(${[...given.seen, ...kept]}::text[]))`.execute(
    tx,
  );
  const partly = gone.rows.filter(({ id }) => given.keptPackages.has(id));
  await forgetPackages(tx, given, partly);
  await forgetDigests(tx, partly);
  await dropAdvisories(
    tx,
    given,
    gone.rows.filter(({ id }) => !given.keptPackages.has(id)),
  );
}

/** Removes an advisory that its publisher took back, from whichever file of the feed it came. */
export async function dropById(tx: Tx, given: FileImport, id: string): Promise<void> {
  const gone = await sql<Stored>`select key, id, digest from advisory where feed = ${given.feed} and id = ${id}`.execute(tx);
  await dropAdvisories(tx, given, gone.rows);
}

/** Removes older statements of the same ids that other files of the feed made. */
export async function dropElsewhere(tx: Tx, given: FileImport, advisories: readonly Advisory[]): Promise<void> {
  const older = await sql<Stored>`
    select key, id, digest from advisory where feed = ${given.feed} and path <> ${given.path} and id = any(${advisories.map(({ id }) => id)}::text[])`.execute(
    tx,
  );
  await dropAdvisories(tx, given, older.rows);
}

async function dropAdvisories(tx: Tx, given: FileImport, advisories: readonly Stored[]): Promise<void> {
  if (advisories.length === 0) return;
  await forgetPackages(tx, { ...given, keptPackages: new Map() }, advisories);
  await forgetDigests(tx, advisories);
  for (const { key } of advisories) given.dropped.add(key);
}

/** No statement has this digest: the next one that can be read is written whatever it says. */
async function forgetDigests(tx: Tx, advisories: readonly Stored[]): Promise<void> {
  if (advisories.length === 0) return;
  await sql`update advisory set digest = '' where key = any(${advisories.map(({ key }) => key)}::int[]) and digest <> ''`.execute(tx);
}

/** Deletes what was dropped, with what is known to hold of it. Matching writes that table: its lock is held before. */
export async function deleteDropped(tx: Tx, { dropped }: FileImport): Promise<void> {
  if (dropped.size === 0) return;
  // Who has such software is told by the queue: its packages are touched, so it is matched again, and what no longer holds is news then.
  await sql`delete from advisory where key = any(${[...dropped]}::int[])`.execute(tx);
}

/** Forgets what these advisories say of packages, but for what stays. */
async function forgetPackages(
  tx: Tx,
  given: Pick<FileImport, 'touched' | 'keptPackages'>,
  advisories: readonly Pick<Stored, 'key' | 'id'>[],
): Promise<void> {
  if (advisories.length === 0) return;
  const stays = advisories.flatMap(({ key, id }) => (given.keptPackages.get(id) ?? []).map((one) => ({ key, ...one })));
  const gone = await sql<Package>`
    delete from advisory_affected f where f.advisory = any(${advisories.map(({ key }) => key)}::int[])
      and (f.advisory, f.ecosystem, f.name) not in (
        select * from unnest(${stays.map(({ key }) => key)}::int[], ${stays.map(({ ecosystem }) => ecosystem)}::text[], ${stays.map(({ name }) => name)}::text[]))
    returning f.ecosystem, f.name`.execute(tx);
  touch(given, gone.rows);
}

type PackageRow = { readonly ecosystem: string; readonly name: string; readonly advisory: number; readonly affected: readonly unknown[] };

function packagesOf(key: number | undefined, advisory: Advisory): readonly PackageRow[] {
  if (key === undefined) throw new Error(`advisory ${advisory.id} was not written`);
  const groups = Map.groupBy(advisory.affected, ({ ecosystem, name }) => `${canonicalEcosystem(ecosystem)}\n${name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const affected = group.map(({ ecosystem: _ecosystem, name: _name, ...rest }) => rest);
    return [{ ecosystem: canonicalEcosystem(first.ecosystem), name: first.name, advisory: key, affected }];
  });
}

async function writePackages(tx: Tx, given: FileImport, rows: readonly PackageRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into advisory_affected (ecosystem, name, advisory, affected)
    select ecosystem, name, advisory, affected
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (ecosystem text, name text, advisory int, affected jsonb)
    on conflict (ecosystem, name, advisory) do update set affected = advisory_affected.affected || excluded.affected`.execute(tx);
  touch(given, rows);
}

function headOf(advisory: Advisory) {
  const { id, kind, aliases, cves, summary, published, modified, withdrawn, severities } = advisory;
  return { id, kind, aliases, cves, summary, published, modified, withdrawn, severities };
}

/** Of what an advisory says now, and of which packages something stays that it says no more. */
function digestOf(advisory: Advisory, kept: readonly Package[]): string {
  const stays = kept.map(({ ecosystem, name }) => `${ecosystem} ${name}`).toSorted();
  return createHash('sha256')
    .update(JSON.stringify(stays.length === 0 ? advisory : [advisory, stays]))
    .digest('base64url');
}
