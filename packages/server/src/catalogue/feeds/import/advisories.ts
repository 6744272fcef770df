/** Writes advisories of one file: what did not change is not touched, what the file no longer has goes, and whose packages that concerns is noted. */
import { createHash } from 'node:crypto';
import { canonicalEcosystem } from '@fettle/core/advisories';
import type { Advisory } from '@fettle/core/advisories';
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
};
export type Package = { readonly ecosystem: string; readonly name: string };

function touch({ touched }: Pick<FileImport, 'touched'>, packages: readonly Package[]): void {
  for (const { ecosystem, name } of packages) touched.set(`${ecosystem}\n${name}`, { ecosystem, name });
}

type Stored = { key: number; id: string; digest: string };

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
  const digests = new Map(advisories.map((one) => [one.id, digestOf(one)]));
  const stored = await sql<Stored>`
    select key, id, digest from advisory where feed = ${given.feed} and path = ${given.path} and id = any(${[...digests.keys()]}::text[])`.execute(
    tx,
  );
  const known = new Map(stored.rows.map((row) => [row.id, row]));
  const changed = advisories.filter((one) => known.get(one.id)?.digest !== digests.get(one.id));
  if (changed.length === 0) return;
  const before = changed.flatMap((one) => known.get(one.id)?.key ?? []);
  for (const key of before) given.changed.add(key);
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
    .update(row.digest + digestOf(piece))
    .digest('base64url');
  await sql`
    update advisory set digest = ${digest},
      cves = (select coalesce(array_agg(distinct c order by c), '{}') from unnest(cves || ${[...piece.cves]}::text[]) c),
      aliases = (select coalesce(array_agg(distinct a order by a), '{}') from unnest(aliases || ${[...piece.aliases]}::text[]) a)
    where key = ${row.key}`.execute(tx);
  given.changed.add(row.key);
  await writePackages(tx, given, packagesOf(row.key, piece));
}

/** Removes what this file had and no longer has; `kept`: ids of records that could not be read this time, of which what was known stays. */
export async function dropUnseen(tx: Tx, given: FileImport, kept: ReadonlySet<string>): Promise<number> {
  const gone = await sql<{ key: number }>`
    select key from advisory where feed = ${given.feed} and path = ${given.path} and not (id = any(${[...given.seen, ...kept]}::text[]))`.execute(
    tx,
  );
  return dropAdvisories(
    tx,
    given,
    gone.rows.map(({ key }) => key),
  );
}

/** Removes an advisory that its publisher took back, from whichever file of the feed it came. */
export async function dropById(tx: Tx, given: FileImport, id: string): Promise<void> {
  const gone = await sql<{ key: number }>`select key from advisory where feed = ${given.feed} and id = ${id}`.execute(tx);
  await dropAdvisories(
    tx,
    given,
    gone.rows.map(({ key }) => key),
  );
}

/** Removes older statements of the same ids that other files of the feed made. */
export async function dropElsewhere(tx: Tx, given: FileImport, advisories: readonly Advisory[]): Promise<void> {
  const older = await sql<{ key: number }>`
    select key from advisory where feed = ${given.feed} and path <> ${given.path} and id = any(${advisories.map(({ id }) => id)}::text[])`.execute(
    tx,
  );
  await dropAdvisories(
    tx,
    given,
    older.rows.map(({ key }) => key),
  );
}

async function dropAdvisories(tx: Tx, given: Pick<FileImport, 'touched'>, keys: readonly number[]): Promise<number> {
  if (keys.length === 0) return 0;
  await forgetPackages(tx, given, keys);
  // Who has such software is told by the queue: its packages are touched, so it is matched again, and what no longer holds is news then.
  await sql`delete from advisory where key = any(${keys}::int[])`.execute(tx);
  return keys.length;
}

async function forgetPackages(tx: Tx, given: Pick<FileImport, 'touched'>, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  const gone = await sql<Package>`delete from advisory_affected where advisory = any(${keys}::int[]) returning ecosystem, name`.execute(tx);
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

function digestOf(advisory: Advisory): string {
  return createHash('sha256').update(JSON.stringify(advisory)).digest('base64url');
}
