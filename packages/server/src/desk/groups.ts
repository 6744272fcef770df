/** The desk as groups: one a product, whatever many packages, sources and advisories it has; and one a vulnerability that nothing can end. The gravest first. */
import { familyOf, unsignedSource } from '@fettle/core/advisories';
import { byGravity } from '@fettle/core/desk';
import { defaultUrgencyRules, riskInputOf, urgencyOf, worstUrgency } from '@fettle/core/risk';
import type { CveFacts } from '@fettle/core/risk';
import { osvEcosystems } from '../catalogue/index.ts';
import { standingDecisions } from '../decisions/index.ts';
import { kevWasTaken, readFacts } from '../findings/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { cellOfOpen, cellOfUpdates, standingBySubject } from './cases.ts';
import type { Cell, Given } from './cases.ts';
import { readEnded, readKnown, readNews, readOpen } from './store.ts';
import type { NewsRow, OpenRow, Reach } from './store.ts';

export type Offered = Pick<NewsRow, 'manager' | 'name' | 'source_name' | 'source_version'>;

export type Group = {
  readonly id: string;
  readonly kind: 'update' | 'vulnerability';
  readonly title: string;
  readonly systems: readonly string[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly packages: readonly { readonly updateId: string | null; readonly name: string }[];
  /** What is offered, one each package and version. */
  readonly updates: readonly Offered[];
  /** Sorted; those that are known to be exploited first. */
  readonly ids: readonly string[];
  readonly kev: { readonly count: number; readonly added: string } | null;
  readonly epss: number | null;
  readonly urgent: boolean;
  /** Of a vulnerability: why it is urgent. */
  readonly why: string | null;
  readonly cells: readonly Cell[];
};

/** Everything that is news to the transaction's clients. Cost follows the updates that are news, not the devices. */
export async function gatherGroups(tx: Tx, reach: Reach): Promise<readonly Group[]> {
  const rows = await readNews(tx, reach);
  const open = await readOpen(tx, reach);
  const ended = await readEnded(tx, [...new Set(rows.map((row) => row.software_id))]);
  const ids = new Set([...[...ended.values()].flat(), ...open.flatMap(({ cves }) => cves)]);
  const given: Given = {
    at: Temporal.Instant.from(reach.at),
    ended,
    known: await readKnown(tx, [...ids]),
    standing: standingBySubject(await standingDecisions(tx)),
  };
  const groups = [...updateGroups(rows, given), ...(await openGroups(tx, open, given))];
  return groups.toSorted((a, b) => byGravity(rankOf(a), rankOf(b)));
}

function rankOf(group: Group): Parameters<typeof byGravity>[0] {
  return {
    id: group.id,
    urgent: group.urgent,
    exploited: group.kev !== null,
    epss: group.epss,
    due: dueOf(group)?.at ?? null,
    devices: devicesOf(group),
  };
}

export function dueOf({ cells }: Pick<Group, 'cells'>): Cell['due'] {
  return cells.flatMap(({ due }) => due ?? []).toSorted((a, b) => (a.at < b.at ? -1 : 1))[0] ?? null;
}

export function devicesOf({ cells }: Pick<Group, 'cells'>): number {
  return cells.reduce((sum, cell) => sum + cell.devices, 0);
}

function updateGroups(rows: readonly NewsRow[], given: Given): readonly Group[] {
  const families = new Map<string, string>();
  const keyed = Map.groupBy(rows, (row) => {
    const family = families.get(row.ecosystem) ?? familyName(row.ecosystem);
    families.set(row.ecosystem, family);
    // A signed kernel is the kernel: it came of the same source and ends the same.
    const { name, version } = unsignedSource(family, { name: row.source_name, version: row.source_version });
    return `${row.manager}:${name}:${version}`;
  });
  return [...keyed].map(([id, group]) => updateGroup(id, group, given));
}

function familyName(ecosystem: string): string {
  const [first] = osvEcosystems(ecosystem);
  return first === undefined ? '' : (familyOf(first)?.name ?? '');
}

function updateGroup(id: string, rows: readonly NewsRow[], given: Given): Group {
  const ids = [...new Set(rows.flatMap((row) => given.ended.get(row.ended_key) ?? []))];
  const updates = new Map(rows.map((row) => [row.software_id, row]));
  const packages = [...updates].map(([software, { name }]) => ({ updateId: String(software), name }));
  return {
    id,
    kind: 'update',
    title: id.slice(id.indexOf(':') + 1).replace(':', ' '),
    systems: distinct(rows.map((row) => row.ecosystem)),
    from: distinct(rows.flatMap((row) => row.from_versions)),
    to: distinct(rows.map((row) => row.source_version)),
    packages: packages.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    updates: [...updates.values()],
    ...factsOf(ids, given),
    urgent: rows.some((row) => row.urgent > 0),
    why: null,
    cells: [...Map.groupBy(rows, (row) => row.client_id).values()].map((own) => cellOfUpdates(own, given)),
  };
}

/** Only what is urgent by what is published: the rest of what has no fix stands in Risk, and asks for nothing. */
async function openGroups(tx: Tx, rows: readonly OpenRow[], given: Given): Promise<readonly Group[]> {
  if (rows.length === 0) return [];
  const facts = await readFacts(tx, [...new Set(rows.flatMap(({ cves }) => cves))]);
  const kevKnown = await kevWasTaken(tx);
  // Several publishers tell of the same under ids of their own.
  const keyed = Map.groupBy(rows, ({ advisory, cves }) => (cves.length === 0 ? advisory : cves.toSorted().join(' ')));
  return [...keyed.values()].flatMap((group): readonly Group[] => {
    const [first] = group;
    if (first === undefined) return [];
    const why = urgentBecause(first.cves, facts, kevKnown);
    if (why === null) return [];
    const ids = first.cves.length === 0 ? [first.advisory] : first.cves;
    const id = distinct(group.map(({ advisory }) => advisory)).toSorted((a, b) => a.length - b.length)[0] ?? first.advisory;
    const packages = distinct(group.flatMap((row) => row.packages));
    return [
      {
        id: `advisory:${id}`,
        kind: 'vulnerability',
        title: id,
        systems: [],
        from: [],
        to: [],
        packages: packages.map((name) => ({ updateId: null, name })),
        updates: [],
        ...factsOf(ids, given),
        urgent: true,
        why,
        cells: [...Map.groupBy(group, (row) => row.client_id).values()].map((own) => cellOfOpen(own, given)),
      },
    ];
  });
}

/** Why a vulnerability is urgent on a device of which nothing is known; null where it is not. */
function urgentBecause(cves: readonly string[], facts: ReadonlyMap<string, CveFacts>, kevKnown: boolean): string | null {
  const answers = cves.flatMap((cve) => {
    const known = facts.get(cve);
    if (known === undefined) return [];
    const input = riskInputOf(known, { events: {}, vendor: null });
    return urgencyOf(
      kevKnown || known.kev !== null ? input : { ...input, inKev: null, events: { published: known.published } },
      defaultUrgencyRules,
    );
  });
  const worst = worstUrgency(answers);
  return worst?.urgency === 'urgent' ? worst.reasons.map(({ sentence }) => sentence).join(' ') : null;
}

function factsOf(ids: readonly string[], { known }: Given): Pick<Group, 'ids' | 'kev' | 'epss'> {
  const days = ids.flatMap((id) => known.get(id)?.kevAdded ?? []).toSorted();
  const scores = ids.flatMap((id) => known.get(id)?.epss ?? []);
  const isExploited = (id: string): boolean => (known.get(id)?.kevAdded ?? null) !== null;
  return {
    ids: ids.toSorted((a, b) => Number(isExploited(b)) - Number(isExploited(a)) || (a < b ? -1 : 1)),
    kev: days[0] === undefined ? null : { count: days.length, added: days[0] },
    epss: scores.length === 0 ? null : Math.max(...scores),
  };
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)].toSorted();
}
