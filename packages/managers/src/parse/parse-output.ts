/** Reads what package tools print, by the readers of all managers: for who has the text and no device. */
import { parsers as aptParsers } from '../apt/parse/index.ts';
import { parsers as dnfParsers } from '../dnf/parse/index.ts';

type Read = { readonly rows: readonly object[]; readonly unread: readonly string[] };

const readers: ReadonlyMap<string, (text: string) => Read> = new Map<string, (text: string) => Read>([
  ...Object.entries(aptParsers),
  ...Object.entries(dnfParsers),
  ['os-release', osRelease],
]);

/** Other words for the same output, as `plain` spells them. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    status: 'dpkg-status',
    'var-lib-dpkg-status': 'dpkg-status',
    'dpkg-s': 'dpkg-status',
    'dpkg-list': 'dpkg-l',
    'dpkg-query-l': 'dpkg-l',
    'dpkg-query-show': 'dpkg-query-w',
    'apt-list': 'apt-list-installed',
    'apt-show': 'apt-cache-show',
    'apt-policy': 'apt-cache-policy',
    'apt-upgrade': 'apt-get-s-upgrade',
    'apt-get-upgrade': 'apt-get-s-upgrade',
    'apt-get-dist-upgrade': 'apt-get-s-dist-upgrade',
    'apt-get-s-full-upgrade': 'apt-get-s-dist-upgrade',
    'apt-get-s-install': 'apt-get-s-upgrade',
    'dnf-list-updates': 'dnf-list-upgrades',
    'dnf-check-upgrade': 'dnf-check-update',
    'dnf-updateinfo-list-with-cve': 'dnf-updateinfo-list-cve',
    'dnf-updateinfo-list-cves': 'dnf-updateinfo-list-cve',
    'dnf-updateinfo': 'dnf-updateinfo-summary',
    'dnf-repoquery': 'dnf-repoquery-upgrades',
    'dnf-upgrade': 'dnf-upgrade-assumeno',
    'dnf-update-assumeno': 'dnf-upgrade-assumeno',
    'etc-os-release': 'os-release',
    'usr-lib-os-release': 'os-release',
  }),
);

/** The readers that a program's bare name stands for; the one that understands most of the text is taken, the earlier of two alike. */
const programs: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    apt: ['apt-list-upgradable', 'apt-get-s-upgrade', 'apt-cache-policy', 'apt-cache-show'],
    'apt-get': ['apt-get-s-upgrade'],
    'apt-cache': ['apt-cache-policy', 'apt-cache-show'],
    dpkg: ['dpkg-query-W', 'dpkg-l', 'dpkg-status'],
    'dpkg-query': ['dpkg-query-W', 'dpkg-l', 'dpkg-status'],
    rpm: ['rpm-qa-qf', 'rpm-qa', 'rpm-qi'],
    dnf: [
      'dnf-check-update',
      'dnf-upgrade-assumeno',
      'dnf-updateinfo-list',
      'dnf-updateinfo-info',
      'dnf-updateinfo-summary',
      'dnf-repoquery-upgrades',
    ],
  }),
);

const byPlainName: ReadonlyMap<string, string> = new Map([...readers.keys()].map((name) => [plain(name), name]));

/** Names that `parseOutput` takes, sorted. */
export const knownTools: readonly string[] = [...readers.keys(), ...programs.keys()].toSorted();

export type ReadOutput = {
  /** The reader that was taken. */
  readonly tool: string;
  readonly rows: readonly object[];
  /** Lines that were not understood, as they stand. */
  readonly unread: readonly string[];
  /** What this output tells besides its rows. */
  readonly more: Readonly<Record<string, unknown>>;
};

/**
 * Reads the output of a tool, which is named as its output's file would be (`dnf-check-update`), as it is called (`dnf check-update`), or by its program
 * alone (`dnf`). null: there is no reader of that name.
 */
export function parseOutput(tool: string, text: string): ReadOutput | null {
  const wanted = plain(tool);
  const one = byPlainName.get(aliases.get(wanted) ?? wanted);
  const names = programs.get(wanted) ?? (one === undefined ? [] : [one]);
  const answers = names.map((name) => read(name, text));
  const [best] = answers.toSorted((a, b) => a.unread.length - b.unread.length || b.rows.length - a.rows.length);
  return best ?? null;
}

/** Fields by their keys besides: a system is one thing and not many rows. */
function osRelease(text: string): Read & { readonly fields: Readonly<Record<string, string>> } {
  const { rows, unread } = dnfParsers['os-release'](text);
  return { rows, unread, fields: Object.fromEntries(rows.map(({ key, value }) => [key, value])) };
}

function read(name: string, text: string): ReadOutput {
  const reader = readers.get(name);
  if (reader === undefined) throw new Error(`there is no reader ${name}`);
  const { rows, unread, ...more } = reader(text);
  return { tool: name, rows, unread, more };
}

/** `/var/lib/dpkg/status`, `apt list --upgradable`, `dpkg-query-W.tsv`: letters and digits with hyphens between; yum is dnf by an older name. */
function plain(tool: string): string {
  return tool
    .toLowerCase()
    .replace(/\.(?:txt|tsv|out|log)$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .replace(/^yum\b/, 'dnf');
}
