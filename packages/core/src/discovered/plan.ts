/** Which of a client's discovered devices a line speaks of, and what a file of them would change: nothing comes in twice. */
import type { CsvProblem } from '../csv/index.ts';
import type { DiscoveredRow } from './read-file.ts';
import type { DiscoveredFacts } from './types.ts';

type Key = Pick<DiscoveredFacts, 'name' | 'serial' | 'mac'>;
/** `id` null: it is new. */
export type DiscoveredEntry = DiscoveredFacts & { readonly id: string | null };
export type KnownDiscovered = {
  readonly sites: readonly { readonly id: string; readonly name: string }[];
  readonly discovered: readonly DiscoveredEntry[];
};
export type DiscoveredPlan = {
  readonly changes: readonly { readonly line: number; readonly sentence: string }[];
  readonly problems: readonly CsvProblem[];
  /** As they are to be afterwards; of what does not change nothing. Meant only where there are no problems. */
  readonly save: readonly DiscoveredEntry[];
};

/**
 * Those that are the same machine: one serial number or one MAC address; by name only where neither contradicts. More than one: it can not be said which.
 */
export function sameMachines<T extends Key>(one: Key, all: readonly T[]): readonly T[] {
  const sure = all.filter((other) => agree(one.serial, other.serial) || agree(one.mac, other.mac));
  if (sure.length > 0) return sure;
  return all.filter((other) => agree(one.name, other.name) && !contradict(one.serial, other.serial) && !contradict(one.mac, other.mac));
}

function agree(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.toLowerCase() === b.toLowerCase();
}
function contradict(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && !agree(a, b);
}

/** `source`: of lines that name none. A cell that is empty leaves what is known; sites are named, whatever the case. */
export function planDiscovered(rows: readonly DiscoveredRow[], { sites, discovered }: KnownDiscovered, source: string): DiscoveredPlan {
  const now: DiscoveredEntry[] = [...discovered];
  const lineOf = new Map<DiscoveredEntry, number>();
  const save = new Set<DiscoveredEntry>();
  const changes: { line: number; sentence: string }[] = [];
  const problems: CsvProblem[] = [];
  for (const row of rows) {
    const no = (message: string): void => void problems.push({ line: row.line, message });
    const site = row.site === null ? null : sites.find(({ name }) => agree(name, row.site));
    if (site === undefined) {
      no(`There is no site “${row.site ?? ''}” at this client.`);
      continue;
    }
    const [before, ...more] = sameMachines(row, now);
    if (more.length > 0) {
      no(
        `${more.length + 1} machines could be meant by it: ${[before, ...more].map((one) => one?.name).join(', ')}. Say its serial number or MAC address, or write it once.`,
      );
      continue;
    }
    const earlier = before === undefined ? undefined : lineOf.get(before);
    if (earlier !== undefined) {
      no(`Line ${earlier} speaks of the same machine.`);
      continue;
    }
    const after = merged(row, before, site?.id ?? null, source);
    lineOf.set(after, row.line);
    if (before === undefined) now.push(after);
    else now[now.indexOf(before)] = after;
    const changed = before === undefined ? null : differing(before, after);
    if (changed?.length === 0) continue;
    save.add(after);
    changes.push({
      line: row.line,
      sentence: changed === null ? `${after.name} is new.` : `${before?.name ?? ''}: changes ${changed.join(', ')}.`,
    });
  }
  return { changes, problems, save: [...save] };
}

const words: Readonly<Record<keyof DiscoveredFacts, string>> = {
  name: 'name',
  siteId: 'site',
  kind: 'kind',
  owner: 'owner',
  tier: 'tier',
  address: 'address',
  serial: 'serial number',
  mac: 'MAC address',
  system: 'system',
  source: 'source',
  lastSeen: 'last seen',
};
const keys = Object.keys(words) as readonly (keyof DiscoveredFacts)[];

function differing(before: DiscoveredFacts, after: DiscoveredFacts): readonly string[] {
  return keys.filter((key) => before[key] !== after[key]).map((key) => words[key]);
}

function merged(row: DiscoveredRow, before: DiscoveredEntry | undefined, siteId: string | null, source: string): DiscoveredEntry {
  return {
    id: before?.id ?? null,
    name: row.name,
    siteId: siteId ?? before?.siteId ?? null,
    kind: row.kind ?? before?.kind ?? 'other',
    owner: row.owner ?? before?.owner ?? null,
    tier: row.tier ?? before?.tier ?? null,
    address: row.address ?? before?.address ?? null,
    serial: row.serial ?? before?.serial ?? null,
    mac: row.mac ?? before?.mac ?? null,
    system: row.system ?? before?.system ?? null,
    source: row.source ?? before?.source ?? source,
    // An older list does not make it unseen.
    lastSeen:
      [row.lastSeen, before?.lastSeen ?? null]
        .filter((day) => day !== null)
        .toSorted()
        .at(-1) ?? null,
  };
}
