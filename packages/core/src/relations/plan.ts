/** What a file of relations would change, and why some lines can not be: looked at as a whole, since two lines that are harmless alone can make a ring together. */
import type { RelationRow } from './read-file.ts';

export type KnownRelations = {
  /** That are not retired. */
  readonly devices: readonly { readonly id: string; readonly name: string }[];
  readonly dependencies: readonly { readonly deviceId: string; readonly dependsOn: string; readonly kind: 'needs' | 'host' }[];
  readonly clusters: readonly {
    readonly id: string;
    readonly name: string;
    readonly most: number;
    readonly version: number;
    readonly deviceIds: readonly string[];
  }[];
};
export type RelationProblem = { readonly line: number; readonly message: string };
export type RelationChange = { readonly line: number; readonly sentence: string };
/** What is to be stored, each as it is to be afterwards; of what does not change nothing. Meant only where there are no problems. */
export type RelationPlan = {
  readonly changes: readonly RelationChange[];
  readonly problems: readonly RelationProblem[];
  readonly hosts: readonly { readonly deviceId: string; readonly hostId: string | null }[];
  readonly needs: readonly { readonly deviceId: string; readonly dependsOn: readonly string[] }[];
  /** `id` null: a new one; no devices: it is removed. */
  readonly clusters: readonly {
    readonly id: string | null;
    readonly version: number | null;
    readonly name: string;
    readonly most: number;
    readonly deviceIds: readonly string[];
  }[];
};

type Cluster = { id: string | null; version: number | null; name: string; most: number; members: Set<string>; line: number | null };
type Draft = {
  readonly names: ReadonlyMap<string, string>;
  readonly find: (named: string) => string | Problem;
  readonly hosts: Map<string, string>;
  readonly needs: Map<string, Set<string>>;
  readonly clusters: Map<string, Cluster>;
  readonly touched: { readonly hosts: Set<string>; readonly needs: Set<string> };
  /** The line that says of a device and another that one needs the other. */
  readonly lineOf: Map<string, number>;
  readonly hostLine: Map<string, { readonly line: number; readonly hostId: string }>;
};
class Problem {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Devices are named as people know them, whatever the case, or by id. What stands already is no change. */
export function planRelations(rows: readonly RelationRow[], known: KnownRelations): RelationPlan {
  const draft = open(known);
  const changes: RelationChange[] = [];
  const problems: RelationProblem[] = [];
  for (const row of rows) {
    const answer = take(draft, row);
    if (answer instanceof Problem) problems.push({ line: row.line, message: answer.message });
    else if (answer !== null) changes.push({ line: row.line, sentence: answer });
  }
  problems.push(...ringProblems(draft), ...clusterProblems(draft));
  const { hosts, needs, touched, clusters } = draft;
  return {
    changes,
    problems: problems.toSorted((a, b) => a.line - b.line),
    hosts: [...touched.hosts].map((deviceId) => ({ deviceId, hostId: hosts.get(deviceId) ?? null })),
    needs: [...touched.needs].map((deviceId) => ({ deviceId, dependsOn: [...(needs.get(deviceId) ?? [])] })),
    clusters: [...clusters.values()]
      .filter(({ line }) => line !== null)
      .map(({ id, version, name, most, members }) => ({ id, version, name, most, deviceIds: [...members] })),
  };
}

function open({ devices, dependencies, clusters }: KnownRelations): Draft {
  const names = new Map(devices.map(({ id, name }) => [id, name]));
  const byName = Map.groupBy(devices, ({ name }) => name.toLowerCase());
  const needs = new Map<string, Set<string>>();
  for (const { deviceId, dependsOn, kind } of dependencies)
    if (kind === 'needs') needs.set(deviceId, (needs.get(deviceId) ?? new Set()).add(dependsOn));
  return {
    names,
    find: (named) => {
      if (names.has(named)) return named;
      const [one, ...more] = byName.get(named.toLowerCase()) ?? [];
      if (one === undefined) return new Problem(`There is no device “${named}” at this client.`);
      return more.length === 0 ? one.id : new Problem(`${more.length + 1} devices are called “${named}”: write the id.`);
    },
    hosts: new Map(dependencies.flatMap(({ deviceId, dependsOn, kind }) => (kind === 'host' ? [[deviceId, dependsOn] as const] : []))),
    needs,
    clusters: new Map(clusters.map((one) => [one.name.toLowerCase(), { ...one, members: new Set(one.deviceIds), line: null }] as const)),
    touched: { hosts: new Set(), needs: new Set() },
    lineOf: new Map(),
    hostLine: new Map(),
  };
}

/** What the line changes, in words; null: nothing. */
function take(draft: Draft, row: RelationRow): string | Problem | null {
  const deviceId = draft.find(row.device);
  if (deviceId instanceof Problem) return deviceId;
  const name = draft.names.get(deviceId) ?? row.device;
  if (row.relation === 'member of') return takeMember(draft, row, deviceId, name);
  const other = draft.find(row.other);
  if (other instanceof Problem) return other;
  if (other === deviceId) return new Problem('A device can not depend on itself.');
  const otherName = draft.names.get(other) ?? row.other;
  return row.relation === 'runs on'
    ? takeHost(draft, row, [deviceId, name], [other, otherName])
    : takeNeed(draft, row, [deviceId, name], [other, otherName]);
}

type Named = readonly [id: string, name: string];

function takeHost(draft: Draft, { line, remove }: RelationRow, [id, name]: Named, [host, hostName]: Named): string | Problem | null {
  const { hosts, hostLine, touched, names } = draft;
  const now = hosts.get(id);
  if (remove) {
    if (now !== host) return null;
    hosts.delete(id);
    touched.hosts.add(id);
    return `${name} does not run on ${hostName} any more.`;
  }
  const said = hostLine.get(id);
  if (said !== undefined && said.hostId !== host)
    return new Problem(`Line ${said.line} says that it runs on ${names.get(said.hostId) ?? ''}.`);
  hostLine.set(id, { line, hostId: host });
  draft.lineOf.set(`${id} ${host}`, line);
  // Who runs on a device needs it: that is not said twice.
  if (draft.needs.get(id)?.delete(host) === true) touched.needs.add(id);
  if (now === host) return null;
  hosts.set(id, host);
  touched.hosts.add(id);
  return now === undefined
    ? `${name} runs on ${hostName}.`
    : `${name} runs on ${hostName}, and not on ${names.get(now) ?? 'another'} any more.`;
}

function takeNeed(draft: Draft, { line, remove }: RelationRow, [id, name]: Named, [other, otherName]: Named): string | null {
  const needed = draft.needs.get(id) ?? new Set<string>();
  if (remove) {
    if (!needed.delete(other)) return null;
    draft.touched.needs.add(id);
    return `${name} does not depend on ${otherName} any more.`;
  }
  draft.lineOf.set(`${id} ${other}`, line);
  if (needed.has(other) || draft.hosts.get(id) === other) return null;
  draft.needs.set(id, needed.add(other));
  draft.touched.needs.add(id);
  return `${name} depends on ${otherName}.`;
}

function takeMember(draft: Draft, { line, other, most, remove }: RelationRow, id: string, name: string): string | Problem | null {
  const key = other.toLowerCase();
  const known = draft.clusters.get(key);
  if (remove) {
    if (known?.members.delete(id) !== true) return null;
    known.line = line;
    return `${name} is no member of ${known.name} any more.`;
  }
  const cluster: Cluster = known ?? { id: null, version: null, name: other, most: most ?? 1, members: new Set(), line };
  draft.clusters.set(key, cluster);
  const isOther = most !== null && most !== cluster.most;
  if (cluster.members.has(id) && !isOther) return null;
  const joins = !cluster.members.has(id);
  if (isOther) cluster.most = most;
  cluster.members.add(id);
  cluster.line = line;
  const of = `${cluster.name}, of which ${cluster.most} at once`;
  return joins ? `${name} is a member of ${of}.` : `${name} is a member of ${of} from now on.`;
}

/** Of each line that closes a ring. What was a ring before is no fault of the file. */
function ringProblems({ hosts, needs, lineOf }: Draft): readonly RelationProblem[] {
  const next = (id: string): readonly string[] => [...(hosts.has(id) ? [hosts.get(id) ?? ''] : []), ...(needs.get(id) ?? [])];
  return [...lineOf].flatMap(([pair, line]) => {
    const [from = '', to = ''] = pair.split(' ');
    return next(from).includes(to) && reaches(to, from, next)
      ? [{ line, message: 'That would make devices depend on each other in a ring.' }]
      : [];
  });
}

function reaches(from: string, to: string, next: (id: string) => readonly string[]): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return false;
}

function clusterProblems({ clusters }: Draft): readonly RelationProblem[] {
  return [...clusters.values()].flatMap(({ line, name, most, members }): readonly RelationProblem[] => {
    if (line === null || members.size === 0) return [];
    if (members.size === 1) return [{ line, message: `Cluster ${name} would have one device: it needs two, or none to be removed.` }];
    if (members.size > 1_000) return [{ line, message: `Cluster ${name} would have ${members.size} devices: at most 1,000 are possible.` }];
    return most < members.size ? [] : [{ line, message: `Cluster ${name}: ${most} at once of ${members.size} devices limits nothing.` }];
  });
}
