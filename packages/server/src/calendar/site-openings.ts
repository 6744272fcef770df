/** Site by site: the openings of some days, what is expected to be changed in each, how long that takes, and what gets in each other's way. */
import { expectedFetches, expectedRuns, loadOf, outlook, spanOfFreeze, freezeCovers } from '@fettle/core/calendar';
import type { ExpectedFetches, Freeze, LoadLimits, LoadPart, PlannedDevice } from '@fettle/core/calendar';
import { without } from '@fettle/core/deployment';
import type { DeploymentState } from '@fettle/core/deployment';
import { openingAt, readZone } from '@fettle/core/windows';
import type { WindowRule } from '@fettle/core/windows';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { limitsBySite } from '../capacity/index.ts';
import { bindingFreezes, bytesOfShare, runsOfState, wholeState } from '../deployments/index.ts';
import { readAllLists, readFreezes } from '../freezes/index.ts';
import type { KnownList } from '../freezes/index.ts';
import { alikeWindows, readDeviceWindows, wallOf } from '../policies/index.ts';
import type { DeviceWindow } from '../policies/index.ts';
import { timestamp } from '../platform/clock.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler, Tx } from '../platform/feature.ts';
import { touches } from './span.ts';
import type { Span } from './span.ts';

type View = CallOutput<'getSiteOpenings'>;
type SiteView = View['sites'][number];
type OpeningView = SiteView['openings'][number];

/** Planned runs that are looked at: beyond that it is said that there are more. */
const mostRuns = 20_000;
const mostOpenings = 100;

export const getSiteOpenings: Handler<'getSiteOpenings'> = async ({ context, actor, params, query }) => {
  const now = context.clock.now();
  const span = { from: now, until: now.add({ hours: 24 * query.days }) };
  const mayDeploy = actor.scopeFor('deployment.read').includes(params.id);
  return inClients(context.db, [params.id], async (tx) => {
    const sites = await readSites(tx, params.id);
    if (query.siteId !== undefined && !sites.some(({ id }) => id === query.siteId))
      return refuse('request.invalid', 'This is no site of the client.', [{ path: 'siteId', message: 'is no site of this client' }]);
    const freezes = await readFreezes(tx, params.id, timestamp(now));
    const lists = await readAllLists(tx, [params.id]);
    const deviceIds = query.siteId === undefined ? null : await readDevicesAt(tx, params.id, query.siteId);
    const { windows } = await readDeviceWindows(tx, params.id, deviceIds, freezes);
    const planned = mayDeploy ? await readPlanned(tx, params.id, now) : { deployments: [], cut: false };
    const limits = await limitsBySite(tx, params.id);
    return {
      from: timestamp(span.from),
      until: timestamp(span.until),
      cut: planned.cut,
      deploymentsShown: mayDeploy,
      sites: sites
        .filter(({ id }) => query.siteId === undefined || id === query.siteId)
        .map((site) =>
          siteView(site, {
            span,
            freezes,
            lists,
            windows: windows.filter((one) => one.site.id === site.id),
            planned: planned.deployments.map((one) => ({ ...one, runs: one.runs.filter((run) => run.siteId === site.id) })),
            limits: limits(site.id),
          }),
        ),
    };
  });
};

type SiteRow = { readonly id: string; readonly name: string; readonly zone: string; readonly devices: number };

async function readSites(tx: Tx, clientId: string): Promise<readonly SiteRow[]> {
  const found = await sql<SiteRow>`
    select s.id, s.name, s.zone, (select count(*)::int from device d where d.client_id = s.client_id and d.site_id = s.id and d.status <> 'retired') as devices
    from site s where s.client_id = ${clientId} order by s.created_at, s.id`.execute(tx);
  return found.rows;
}

async function readDevicesAt(tx: Tx, clientId: string, siteId: string): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    select id from device where client_id = ${clientId} and site_id = ${siteId} and status <> 'retired' order by id`.execute(tx);
  return found.rows.map(({ id }) => id);
}

type PlannedRun = ReturnType<typeof expectedRuns>[number] & {
  readonly siteId: string;
  readonly window: WindowRule;
  /** That it has still to fetch. */
  readonly bytes: number;
};
type Planned = {
  readonly id: string;
  readonly title: string;
  readonly held: string | null;
  readonly pace: { readonly maxParallel: number; readonly devicesPerHour: number };
  readonly runs: readonly PlannedRun[];
};

/** Deployments that have a plan, with when each device is expected to begin: by the windows and times that were approved, or wait to be. */
async function readPlanned(
  tx: Tx,
  clientId: string,
  now: Temporal.Instant,
): Promise<{ readonly deployments: readonly Planned[]; readonly cut: boolean }> {
  const open = await sql<{ id: string; title: string; state: Omit<DeploymentState, 'runs'>; runs: DeploymentState['runs'] }>`
    select d.id, d.title, s.state, ${runsOfState} as runs from deployment_state s join deployment d on d.client_id = s.client_id and d.id = s.deployment_id
    where s.client_id = ${clientId} and s.active and s.seq > 0 order by d.created_at, d.id limit 200`.execute(tx);
  const ids = open.rows.map(({ id }) => id);
  const shares = await sql<{
    deployment_id: string;
    device_id: string;
    site_id: string;
    window: WindowRule;
    seconds: number;
    bytes: number;
  }>`
    select h.deployment_id, h.device_id, d.site_id, s -> 'window' as window, (s ->> 'expectedSeconds')::int as seconds, ${bytesOfShare} as bytes
    from deployment_share h cross join lateral (select h.share::jsonb as s offset 0) x join device d on d.client_id = h.client_id and d.id = h.device_id
    where h.client_id = ${clientId} and h.deployment_id = any(${ids}::uuid[]) and d.status <> 'retired' order by h.deployment_id, h.index limit ${mostRuns + 1}`.execute(
    tx,
  );
  const byDeployment = Map.groupBy(shares.rows.slice(0, mostRuns), (row) => row.deployment_id);
  const deployments: Planned[] = [];
  for (const { id, title, ...stored } of open.rows) {
    const state = wholeState(stored);
    const own = byDeployment.get(id) ?? [];
    const frozen = await bindingFreezes(tx, clientId, id, timestamp(now));
    const ringOf = (deviceId: string) => state.header.rings[state.runs[deviceId]?.ring ?? 0]?.name ?? '';
    const devices = new Map(
      own.map((row): [string, PlannedDevice] => [
        row.device_id,
        { deviceId: row.device_id, window: row.window, expectedSeconds: row.seconds, freezes: frozen(row.site_id, ringOf(row.device_id)) },
      ]),
    );
    const rows = new Map(own.map((row) => [row.device_id, row]));
    const runs = expectedRuns(state, devices, now.epochMilliseconds).flatMap((run): PlannedRun[] => {
      const window = devices.get(run.deviceId)?.window;
      const row = rows.get(run.deviceId);
      const bytes = state.runs[run.deviceId]?.secured === true ? 0 : (row?.bytes ?? 0);
      return window === undefined || row === undefined ? [] : [{ ...run, window, siteId: row.site_id, bytes }];
    });
    deployments.push({ id, title, held: state.holds[0]?.detail ?? null, pace: state.header.pace, runs });
  }
  return { deployments, cut: shares.rows.length > mostRuns || open.rows.length === 200 };
}

type SiteWith = {
  readonly span: Span;
  readonly freezes: readonly Freeze[];
  readonly lists: readonly KnownList[];
  readonly windows: readonly DeviceWindow[];
  readonly planned: readonly Planned[];
  readonly limits: LoadLimits & { readonly bandwidth: SiteView['limits']['bandwidth'] };
};

function siteView(site: SiteRow, given: SiteWith): SiteView {
  const { planned, limits, span } = given;
  const zone = readZone(site.zone) ?? 'UTC';
  const slots = new Map<string, Slot>();
  for (const slot of slotsOf(site, given)) slots.set(keyOf(slot), merged(slots.get(keyOf(slot)), slot));
  const unplaced: SiteView['unplaced'] = [];
  for (const one of planned) {
    for (const run of one.runs) {
      // What was approved goes by its own window, also where the policy says another by now.
      const slot = run.at === null ? null : slotAt(run.window, run.at, given.freezes, site.id);
      if (slot !== null) slots.set(keyOf(slot), merged(slots.get(keyOf(slot)), slot));
      if (slot !== null) slots.get(keyOf(slot))?.runs.push({ of: one, run });
      const wished = run.butForFreeze === null ? null : slotAt(run.window, run.butForFreeze, given.freezes, site.id);
      if (wished !== null) slots.set(keyOf(wished), merged(slots.get(keyOf(wished)), wished));
      if (wished !== null) slots.get(keyOf(wished))?.kept.push({ of: one, run });
    }
    const without = one.runs.filter(({ at }) => at === null).length;
    if (without > 0) unplaced.push({ deploymentId: one.id, title: one.title, devices: without });
  }
  const fetches = fetchesOf(zone, given);
  const openings = [...slots.values()]
    .filter(({ opensAt, closesAt }) => touches(span, opensAt, closesAt))
    .toSorted((a, b) => Temporal.Instant.compare(a.opensAt, b.opensAt) || Temporal.Instant.compare(a.closesAt, b.closesAt));
  return {
    id: site.id,
    name: site.name,
    zone,
    devices: site.devices,
    limits,
    downloads: fetches === null ? null : downloadsView(fetches, planned),
    openings: openings.slice(0, mostOpenings).map((slot) => slotView(slot, zone, limits, fetches)),
    more: Math.max(0, openings.length - mostOpenings),
    unplaced,
  };
}

/** Null: the site has no bandwidth, or nothing is to be fetched. */
function fetchesOf(zone: string, { planned, limits, span }: SiteWith): ExpectedFetches | null {
  const all = planned.flatMap((of) =>
    of.runs.map((run) => ({ id: fetchKey(of, run), bytes: run.bytes, neededAt: run.at, latestAt: run.latest })),
  );
  if (limits.bandwidth === null || all.every(({ bytes }) => bytes === 0)) return null;
  return expectedFetches({ ...limits.bandwidth, zone }, all, span.from.epochMilliseconds);
}

function fetchKey(of: Planned, { deviceId }: PlannedRun): string {
  return `${of.id} ${deviceId}`;
}

function downloadsView({ bytes, until, late }: ExpectedFetches, planned: readonly Planned[]): SiteView['downloads'] {
  const devices = new Set(planned.flatMap(({ runs }) => runs.filter((run) => run.bytes > 0).map(({ deviceId }) => deviceId)));
  return { devices: devices.size, bytes, until: timestamp(Temporal.Instant.fromEpochMilliseconds(until)), late: late.size };
}

type Slot = {
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
  readonly closed: OpeningView['closed'];
  readonly shortenedBy: string | null;
  /** Minutes of it that no freeze takes. */
  readonly minutesOpen: number;
  readonly policies: readonly OpeningView['policies'][number][];
  readonly runs: { readonly of: Planned; readonly run: PlannedRun }[];
  /** Runs that would begin in it if nothing were frozen. */
  readonly kept: { readonly of: Planned; readonly run: PlannedRun }[];
};

function keyOf({ opensAt, closesAt }: Slot): string {
  return `${opensAt.epochMilliseconds} ${closesAt.epochMilliseconds}`;
}

/** Two windows that open alike are one opening of the site; it is closed only where both are. */
function merged(known: Slot | undefined, slot: Slot): Slot {
  if (known === undefined) return slot;
  const open = known.closed === null || slot.policies.length === 0 ? known : slot;
  const policies = slot.policies.filter((one) => !known.policies.some((other) => other.id === one.id && other.lane === one.lane));
  return { ...open, policies: [...known.policies, ...policies], runs: known.runs, kept: known.kept };
}

function slotsOf(site: SiteRow, { span, freezes, lists, windows }: SiteWith): readonly Slot[] {
  if (readZone(site.zone) === null) return [];
  return alikeWindows(windows, freezes).flatMap((set) => {
    const [{ origin, lane, ring, window }] = set;
    const days = Math.ceil(span.from.until(span.until).total('hours') / 24);
    const lead = Math.ceil(window.durationMinutes / 1_440);
    const subject = { siteId: site.id, ring };
    const closing = lists.filter((list) => window.closedOn?.includes(list.id) === true);
    const devices = set.reduce((sum, one) => sum + one.devices.length, 0);
    const policies = [{ id: origin.policyId, name: origin.name, level: origin.level, lane, devices }];
    return outlook(window, site.zone, span.from.subtract({ hours: 24 * lead }), days + lead + 1, { lists: closing, freezes, subject }).map(
      ({ opensAt, closesAt, closed, shortenedBy }): Slot => ({
        opensAt,
        closesAt,
        closed,
        shortenedBy,
        minutesOpen: closed === null ? openMinutes(opensAt, closesAt, freezes, subject) : 0,
        policies,
        runs: [],
        kept: [],
      }),
    );
  });
}

/** The opening of a window that lies around an instant, as nobody but what was approved may know it. */
function slotAt(window: WindowRule, at: number, freezes: readonly Freeze[], siteId: string): Slot | null {
  const opening = openingAt(window, Temporal.Instant.fromEpochMilliseconds(at));
  if (opening === null) return null;
  const minutesOpen = openMinutes(opening.opensAt, opening.closesAt, freezes, { siteId, ring: null });
  return { ...opening, closed: null, shortenedBy: null, minutesOpen, policies: [], runs: [], kept: [] };
}

function openMinutes(
  opensAt: Temporal.Instant,
  closesAt: Temporal.Instant,
  freezes: readonly Freeze[],
  subject: { readonly siteId: string; readonly ring: string | null },
): number {
  const closed = freezes
    .flatMap((freeze) => (freezeCovers(freeze.scope, subject) ? (spanOfFreeze(freeze) ?? []) : []))
    .map(({ from, until }) => ({ from: Date.parse(from), to: Date.parse(until) }));
  const left = without({ from: opensAt.epochMilliseconds, to: closesAt.epochMilliseconds }, closed);
  return Math.floor(left.reduce((sum, { from, to }) => sum + to - from, 0) / 60_000);
}

function slotView(slot: Slot, zone: string, limits: LoadLimits, fetches: ExpectedFetches | null): OpeningView {
  const { opensAt, closesAt, closed, shortenedBy, minutesOpen, policies, runs, kept } = slot;
  const groups = [...Map.groupBy(runs, ({ of }) => of)];
  const parts = groups.map(([of, own]): LoadPart => ({
    deploymentId: of.id,
    deviceIds: own.map(({ run }) => run.deviceId),
    seconds: own.map(({ run }) => run.expectedSeconds),
    ...of.pace,
  }));
  const load = loadOf(minutesOpen, parts, limits);
  const unfetched = runs.filter(({ of, run }) => fetches?.late.has(fetchKey(of, run)) === true);
  return {
    opensAt: timestamp(opensAt),
    closesAt: timestamp(closesAt),
    wall: wallOf(opensAt, closesAt, zone),
    closed,
    shortenedBy,
    policies: [...policies],
    deployments: groups.map(([of, own]) => ({
      id: of.id,
      title: of.title,
      held: of.held,
      devices: own.length,
      minutes: loadOf(
        minutesOpen,
        parts.filter(({ deploymentId }) => deploymentId === of.id),
        limits,
      ).minutesUsed,
    })),
    minutesOpen,
    minutesUsed: load.minutesUsed,
    devices: load.devices,
    atOnce: load.atOnce,
    collisions: [
      ...load.collisions.map((one) => ({ kind: one.kind, sentence: collisionWords(one) })),
      ...[...Map.groupBy(kept, ({ of }) => of)].map(([of, own]) => ({
        kind: 'frozen' as const,
        sentence: `A freeze keeps ${counted(own.length, 'device')} of “${of.title}” from beginning in it.`,
      })),
      ...[...Map.groupBy(unfetched, ({ of }) => of)].map(([of, own]) => ({
        kind: 'not fetched' as const,
        sentence: `The bandwidth of the site does not bring ${counted(own.length, 'device')} of “${of.title}” all of its packages in time for it.`,
      })),
    ],
  };
}

function collisionWords(one: ReturnType<typeof loadOf>['collisions'][number]): string {
  if (one.kind === 'overfull')
    return `${counted(one.minutesOver, 'minute')} more are expected than it is open: what does not fit goes on in a later opening.`;
  const both =
    one.devices === 0
      ? 'none of its devices is in two of them'
      : `${counted(one.devices, 'device')} in more than one of them: one after the other`;
  return `${one.deployments} deployments are expected in it; ${both}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
