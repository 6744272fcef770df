/** Reads machines without an agent from a file: CSV with a line of titles (RFC 4180). */
import { csvTable } from '../csv/index.ts';
import type { CsvProblem, CsvRow } from '../csv/index.ts';
import { deviceTiers } from '../risk/index.ts';
import { cleanMac } from './mac.ts';
import { discoveredKinds } from './types.ts';
import type { DiscoveredFacts } from './types.ts';

/** The titles that are understood, whatever their case and order; the name must be there. */
export const discoveredTitles = [
  'name',
  'kind',
  'site',
  'owner',
  'tier',
  'address',
  'serial',
  'mac',
  'system',
  'last seen',
  'source',
] as const;
type Title = (typeof discoveredTitles)[number];

/** Null: the file does not say, so that what is known stays. */
export type DiscoveredRow = {
  readonly line: number;
  readonly name: string;
  readonly site: string | null;
  readonly kind: DiscoveredFacts['kind'] | null;
  readonly source: string | null;
} & Omit<DiscoveredFacts, 'name' | 'siteId' | 'kind' | 'source'>;

const longest = 200;

/** `today`: a day; nothing was seen after it. */
export function readDiscovered(
  text: string,
  today: string,
): { readonly rows: readonly DiscoveredRow[]; readonly problems: readonly CsvProblem[] } {
  const table = csvTable(text, discoveredTitles, 1);
  const rows: DiscoveredRow[] = [];
  const problems: CsvProblem[] = [...table.problems];
  for (const row of table.rows) {
    const read = readRow(row, today);
    if (typeof read === 'string') problems.push({ line: row.line, message: read });
    else rows.push(read);
  }
  return { rows, problems };
}

function readRow({ line, of }: CsvRow<Title>, today: string): DiscoveredRow | string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
  const unfit = discoveredTitles.find((title) => of(title).length > longest || /[\u0000-\u001f\u007f]/u.test(of(title)));
  if (unfit !== undefined) return `Its ${unfit} has more than ${longest} characters, or a character that can not be shown.`;
  const said = (title: Title): string | null => (of(title) === '' ? null : of(title));
  const name = said('name');
  if (name === null) return 'It has no name.';
  const kind = discoveredKinds.find((one) => one === of('kind').toLowerCase()) ?? null;
  if (kind === null && said('kind') !== null) return `“${of('kind')}” is no kind; write ${discoveredKinds.join(', ')}.`;
  const tier = deviceTiers.find((one) => one === of('tier').toLowerCase()) ?? null;
  if (tier === null && said('tier') !== null) return `“${of('tier')}” is no tier; write ${deviceTiers.join(', ')}.`;
  const mac = cleanMac(of('mac'));
  if (mac === null && said('mac') !== null) return `“${of('mac')}” is no MAC address; write it as 00:1b:63:84:45:e6.`;
  const lastSeen = said('last seen');
  if (lastSeen !== null && !isDay(lastSeen)) return `“${lastSeen}” is no day; write it as 2026-03-31.`;
  if (lastSeen !== null && lastSeen > today) return `It was last seen on ${lastSeen}, which lies ahead.`;
  const [site, owner, address, serial] = [said('site'), said('owner'), said('address'), said('serial')];
  return { line, name, kind, site, owner, tier, address, serial, mac, system: said('system'), lastSeen, source: said('source') };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}
