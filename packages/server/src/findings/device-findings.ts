/** What holds on one device, how it stands with each, and, first of all, what could be seen. */
import type { DeviceFinding } from '@fettle/protocol/findings';
import { sql } from 'kysely';
import type { z } from 'zod';
import { feedStandings } from '../catalogue/index.ts';
import { softwareLifecycle, systemLifecycle } from '../lifecycle/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { standingShown } from './advisory-devices.ts';
import { coverageOf, shown } from './coverage.ts';
import { readDevices, readFeedTimes, readSoftware } from './finding-store.ts';
import type { MatchRow } from './finding-store.ts';
import { highestSeverity, publishedSeverity, severitiesOf } from './severity.ts';
import type { VectorsByFeed } from './severity.ts';
import { readEarlier, sinceOf } from './since.ts';
import type { Holder } from './since.ts';
import { standingsOf, worstOf } from './standing.ts';
import type { HeldState, Standing } from './standing.ts';

type Shown = z.infer<typeof DeviceFinding>;
type Found = {
  readonly id: string;
  readonly feed: string;
  readonly cves: readonly string[];
  readonly kevAdded: string | null;
  readonly epss: number | null;
  readonly since: string;
  readonly state: HeldState;
  readonly standings: readonly Standing[];
};

export const getDeviceFindings: Handler<'getDeviceFindings'> = async ({ context, actor, params, query }) => {
  const after = readPageKey(query.after, ['text']);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  return inClients(context.db, actor.scopeFor('device.read'), async (tx) => {
    const device = await readDevice(tx, params.id);
    if (device === null) return refuse('not-found', 'There is no such device, or it is out of your reach.');
    const question = { clientId: device.client_id, deviceId: params.id, ecosystem: device.ecosystem, os: device.os };
    const feeds = await feedStandings(tx, context.clock.now());
    const coverage = await coverageOf(tx, question, feeds);
    const endoflife = feeds.find(({ id }) => id === 'endoflife');
    const { all, kernel } =
      device.status === 'retired' ? { all: [], kernel: null } : await findingsOn(tx, device.client_id, params.id, context.now());
    const text = query.text?.trim().toLowerCase() ?? '';
    const fitting = all.filter((one) => (query.state === undefined || one.state === query.state) && (text === '' || speaksOf(one, text)));
    // A key that is no longer there begins after where it would stand, which nobody knows: from the beginning.
    const begin = after === undefined ? 0 : fitting.findIndex(({ id }) => id === after[0]) + 1;
    const page = fitting.slice(begin, begin + query.limit);
    const last = page.at(-1);
    return {
      items: [...(await shownOf(tx, page, kernel))],
      next: begin + query.limit < fitting.length && last !== undefined ? pageKeyText([last.id]) : null,
      totals: coverage.known ? totalsOf(all) : null,
      coverage,
      lifecycle: await systemLifecycle(tx, params.id, context.clock.now(), endoflife === undefined ? null : shown(endoflife)),
      software: await softwareLifecycle(tx, params.id, context.clock.now()),
    };
  });
};

type DeviceRow = {
  client_id: string;
  ecosystem: string;
  status: string;
  os: { id: string; versionId: string; prettyName: string } | null;
};

async function readDevice(tx: Tx, deviceId: string): Promise<DeviceRow | null> {
  const found = await sql<DeviceRow>`
    select d.client_id, d.ecosystem, d.status, i.system -> 'os' as os from device d
    left join device_inventory i on i.client_id = d.client_id and i.device_id = d.id where d.id = ${deviceId}`.execute(tx);
  return found.rows[0] ?? null;
}

type Row = Omit<MatchRow, 'since'> & Holder & { readonly known: string; readonly kev_added: string | null; readonly epss: number | null };

/** Everything that holds, in the order of the list: known to be exploited first, then by the highest EPSS. */
async function findingsOn(
  tx: Tx,
  clientId: string,
  deviceId: string,
  now: string,
): Promise<{ all: readonly Found[]; kernel: string | null }> {
  const rows = await readRows(tx, clientId, deviceId);
  const software = await readSoftware(tx, [...new Set(rows.map((row) => row.software_id))]);
  const facts = (await readDevices(tx, clientId, [deviceId], [...software.values()])).get(deviceId);
  if (facts === undefined) return { all: [], kernel: null };
  const feeds = await readFeedTimes(tx);
  const earlier = await readEarlier(tx, [...new Set(rows.map((row) => row.id))], rows);
  const all = [...Map.groupBy(rows, (row) => row.id)].flatMap(([id, own]): readonly Found[] => {
    const [first] = own;
    if (first === undefined) return [];
    const holds = new Map(own.map((row) => [row.software_id, { fixed: row.fixed, noFix: row.no_fix, undecided: row.undecided }]));
    const held = own.flatMap((row) => software.get(row.software_id) ?? []);
    const about = { id, feed: { id: first.feed, at: feeds.get(first.feed) ?? now }, now };
    const standings = standingsOf(facts, held, (one) => holds.get(one), about);
    const state = worstOf(standings);
    if (state === null) return [];
    const since = own.map((row) => sinceOf(row, row.known, earlier.get(id))).toSorted((a, b) => (a < b ? -1 : 1))[0] ?? now;
    return [{ id, feed: first.feed, cves: first.cves, kevAdded: first.kev_added, epss: first.epss, since, state, standings }];
  });
  return { all: all.toSorted(byWeight), kernel: facts.kernel };
}

function byWeight(a: Found, b: Found): number {
  if ((a.kevAdded === null) !== (b.kevAdded === null)) return a.kevAdded === null ? 1 : -1;
  return (b.epss ?? -1) - (a.epss ?? -1) || (a.id < b.id ? -1 : 1);
}

async function readRows(tx: Tx, clientId: string, deviceId: string): Promise<readonly Row[]> {
  const found = await sql<Row>`
    with held as materialized (
      select distinct on (a.id, m.software_id) a.id, a.feed, a.cves, m.software_id, m.fixed, m.no_fix, m.undecided, m.since as known, v.since, v.earlier_ids, v.earlier_since
      from vulnerable_device v join software_match m on m.software_id = v.software_id join advisory a on a.key = m.advisory
      where v.client_id = ${clientId} and v.device_id = ${deviceId} and a.kind = 'security'
      order by a.id, m.software_id, m.undecided is not null, m.fixed is null, a.key
    ), facts as (
      select h.id, min(c.kev_added) as kev_added, max(e.highest) as epss
      from (select distinct id, cves from held) h cross join lateral unnest(h.cves) as x (id) left join cve c on c.id = x.id left join cve_epss e on e.id = x.id group by h.id
    )
    select h.*, f.kev_added, f.epss from held h left join facts f on f.id = h.id`.execute(tx);
  return found.rows;
}

function speaksOf({ id, cves, standings }: Found, text: string): boolean {
  return [id, ...cves, ...standings.map(({ software }) => software.name)].some((word) => word.toLowerCase().includes(text));
}

function totalsOf(all: readonly Found[]) {
  const count = (state: HeldState): number => all.filter((one) => one.state === state).length;
  return {
    findings: all.length,
    fixOffered: count('fix-offered'),
    fixNotOffered: count('fix-not-offered'),
    noFix: count('no-fix'),
    restartPending: count('restart-pending'),
    unknown: count('unknown'),
  };
}

type Particulars = {
  id: string;
  said: { summary: string | null; feed: string; severities: { type: string; value: string }[] }[];
  cvss: VectorsByFeed[];
};

async function shownOf(tx: Tx, page: readonly Found[], kernel: string | null): Promise<readonly Shown[]> {
  const found = await sql<Particulars>`
    select g.id,
      (select coalesce(jsonb_agg(jsonb_build_object('summary', a.summary, 'feed', a.feed, 'severities', a.severities) order by a.summary is null, a.key), '[]')
        from advisory a where a.id = g.id and a.kind = 'security') as said,
      (select coalesce(jsonb_agg(c.cvss), '[]') from cve c where c.id = any(string_to_array(g.cves, ' '))) as cvss
    from unnest(${page.map(({ id }) => id)}::text[], ${page.map(({ cves }) => cves.join(' '))}::text[]) as g (id, cves)`.execute(tx);
  const known = new Map(found.rows.map((row) => [row.id, row]));
  return page.map((one) => {
    const more = known.get(one.id);
    return {
      id: one.id,
      summary: more?.said[0]?.summary ?? null,
      cves: [...one.cves],
      severity: highestSeverity(
        (more?.cvss ?? []).map(severitiesOf),
        (more?.said ?? []).flatMap(({ feed, severities }) => severities.map((severity) => publishedSeverity(severity, feed))),
      ),
      kevAdded: one.kevAdded,
      epss: one.epss,
      state: one.state,
      since: one.since,
      feed: one.feed,
      software: one.standings.map((standing) => standingShown(standing, kernel)),
    };
  });
}
