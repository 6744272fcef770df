/** Index records (`apt-cache show`): control stanzas as in deb822(5). Size and SHA256 come from the signed indexes. */
import { order } from './installed.ts';

export type PackageRecord = {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly bytes: number | null;
  /** Hex; null where the index names none, or the record is dpkg's own and no archive has the file. */
  readonly sha256: string | null;
  readonly fromArchive: boolean;
  readonly installedKib: number | null;
  readonly essential: boolean;
  /** `Breaks` and `Conflicts`, as written. */
  readonly clashes: string;
};

/** Stanzas without Package, Version and Architecture are left out: they can not be asked for. */
export function parseRecords(text: string): readonly PackageRecord[] {
  return text
    .split(/\n[ \t]*\n/)
    .map(parseStanza)
    .map(toRecord)
    .filter((record) => record !== null);
}

/** Field names in lower case; continuation lines are joined with a space. */
export function parseStanza(text: string): ReadonlyMap<string, string> {
  const stanza = new Map<string, string>();
  let field = '';
  for (const line of text.split('\n')) {
    if (/^[ \t]/.test(line)) {
      if (field !== '') stanza.set(field, `${stanza.get(field) ?? ''} ${line.trim()}`.trim());
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    field = line.slice(0, colon).toLowerCase();
    stanza.set(field, line.slice(colon + 1).trim());
  }
  return stanza;
}

function toRecord(stanza: ReadonlyMap<string, string>): PackageRecord | null {
  const name = stanza.get('package');
  const version = stanza.get('version');
  const architecture = stanza.get('architecture');
  if (!name || !version || !architecture) return null;
  // `Source: name (version)`; absent parts are the package's own (Debian Policy 5.6.1).
  const source = /^(\S+)(?:\s+\(([^)]+)\))?$/.exec(stanza.get('source') ?? name);
  const sha256 = stanza.get('sha256')?.toLowerCase() ?? '';
  return {
    name,
    version,
    architecture,
    sourceName: source?.[1] ?? name,
    sourceVersion: source?.[2] ?? version,
    bytes: wholeNumber(stanza.get('size')),
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null,
    fromArchive: stanza.has('filename'),
    installedKib: wholeNumber(stanza.get('installed-size')),
    essential: stanza.get('essential') === 'yes',
    clashes: [stanza.get('breaks'), stanza.get('conflicts')].filter(Boolean).join(', '),
  };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The record of exactly this file; one with an archive behind it is preferred to dpkg's own. */
export function findRecord(
  records: readonly PackageRecord[],
  wanted: { readonly name: string; readonly architecture: string; readonly version: string },
): PackageRecord | null {
  const fitting = records.filter(
    (one) => one.name === wanted.name && one.version === wanted.version && one.architecture === wanted.architecture,
  );
  return fitting.toSorted((a, b) => Number(b.fromArchive) - Number(a.fromArchive) || order(a.sha256 ?? '~', b.sha256 ?? '~'))[0] ?? null;
}
