/**
 * Forecasts of campaigns: what simulated futures say of each client, and what its change would disturb. Futures are played in a thread beside the server's own work, one client after
 * the other; what takes longer than one answer may is told as computing, and who asks again gets more of it. What was computed is remembered by the state that it began with.
 */
import { forecastOf, futuresFor, isOver, standingWords, touchKinds } from '@fettle/core/campaigns';
import type { ClientForecast, ClientStanding, Touches } from '@fettle/core/campaigns';
import type { CallOutput } from '@fettle/protocol/client';
import type { ForecastAsked } from '@fettle/protocol/campaigns';
import { sql } from 'kysely';
import { exportState, mostDeviceFutures, playFutures, wrongIn } from '../deployments/index.ts';
import type { Engine } from '../deployments/index.ts';
import { boundedMemory } from '../platform/bounded-memory.ts';
import { inClients } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Tx } from '../platform/feature.ts';
import { pieces } from '../platform/pieces.ts';
import { readTouches } from './touched.ts';
import { membersOf } from './view.ts';
import type { Member } from './view.ts';

type Answer = CallOutput<'forecastCampaign'>;
type Item = Answer['items'][number];
type Forecast = NonNullable<Item['forecast']>;

/** One answer computes no new client after that. */
const longestAnswerMs = 5_000;
/** Devices times futures of a whole campaign; beyond it fewer futures are played of each client, but never fewer than three. */
const mostOfCampaign = 60_000;
/** Time passes, windows with it: what was computed is not shown for longer. */
const keptMs = 10 * 60_000;
/** Rows of a client among others, and of one that is asked for by itself. */
const fewRows = 5;
const manyRows = 500;
/** Rows of all clients together. */
const mostRemembered = 200_000;

type Made = {
  readonly seq: number;
  readonly asOf: string;
  readonly computedAt: string;
  readonly said: ClientForecast;
  readonly touches: Touches;
};

export type CampaignForecasts = (
  context: Context,
  actor: Actor,
  scope: readonly string[],
  campaignId: string,
  ask: ForecastAsked,
) => Promise<Answer | ApiRefusal>;

export function campaignForecasts(engine: Engine): CampaignForecasts {
  const remembered = boundedMemory<Made | string>(mostRemembered, (made) =>
    typeof made === 'string' ? 1 : 10 + made.said.late.length + made.touches.touches.length,
  );
  const begin = pieces(remembered, longestAnswerMs);

  return async (context, actor, scope, campaignId, ask) => {
    const wrong = wrongIn(context, ask);
    if (wrong !== null) return wrong;
    const { members, known } = await inClients(context.db, scope, async (tx) => {
      const all = await membersOf(tx, scope, [campaignId]);
      return { members: all, known: await readStates(tx, scope, all) };
    });
    const asked = ask.clientId === null ? members : members.filter(({ row }) => row.client_id === ask.clientId);
    if (asked.length === 0) return refuse('not-found', 'There is no such campaign, or no such client of it in your reach.');
    const devices = [...known.values()].reduce((sum, one) => sum + one.devices, 0);
    const piece = begin();
    const items: Item[] = [];
    for (const member of asked) {
      const found = await oneClient(member);
      items.push(itemOf(member, found, ask.clientId === null ? fewRows : manyRows));
    }
    return { now: context.now(), computing: items.filter(({ state }) => state === 'computing').length, items };

    /** Null: not yet; a sentence: why there is none. */
    async function oneClient({ row, standing }: Member): Promise<Made | string | null> {
      const id = row.deployment_id;
      const state = id === null ? undefined : known.get(id);
      if (id === null || isOver(standing) || state === undefined) return row.detail === '' ? whyNone(standing) : row.detail;
      const runs = futuresFor(ask.runs, { client: state.devices, campaign: devices }, { each: mostDeviceFutures, total: mostOfCampaign });
      if (runs === 0) return `${state.devices} devices are too many to play here: export the state and run fettle what-if.`;
      const { clientId: _, after, ...assumed } = ask;
      const key = `${id} ${JSON.stringify({ ...assumed, runs })}`;
      const isGood = (made: Made | string): boolean =>
        typeof made !== 'string' && made.seq === state.seq && isFresh(made, context.now(), after);
      return piece(key, isGood, () =>
        compute(id, state.seq, { ...assumed, runs }).catch((error: unknown) => {
          // One client's trouble keeps nobody from seeing the others.
          context.log.error({ err: error, campaignId, deploymentId: id }, 'the futures of a client of a campaign could not be computed');
          return 'Its futures could not be computed: the log of the server says why.';
        }),
      );
    }

    async function compute(id: string, seq: number, assumed: Parameters<typeof playFutures>[2]): Promise<Made | string | null> {
      const state = await exportState(engine, context, actor, id);
      if (isRefusal(state)) return state.detail;
      const [deployment] = state.deployments;
      if (deployment === undefined) return null;
      const touches = await inClients(context.db, [state.client.id], (tx) => readTouches(tx, state.client.id, deployment));
      const made = await playFutures(state, state.exportedAt, assumed);
      // Others are computing just now: the next answer has it.
      if (!made.ok)
        return made.because === 'too many' ? null : 'Its futures took longer than a minute: ask for fewer, or run fettle what-if.';
      const names = new Map(deployment.devices.map(({ deviceId, name }) => [deviceId, name]));
      return { seq, asOf: state.exportedAt, computedAt: context.now(), said: forecastOf(made.spread, names), touches };
    }
  };
}

type StateFacts = { readonly seq: number; readonly devices: number };

/** Of the deployments that have a spec: the state's version, and how many devices it has. */
async function readStates(tx: Tx, scope: readonly string[], members: readonly Member[]): Promise<ReadonlyMap<string, StateFacts>> {
  const ids = members.flatMap(({ row }) => row.deployment_id ?? []);
  const found = await sql<{ deployment_id: string; seq: number; devices: number }>`
    select s.deployment_id, s.seq, (select count(*)::int from deployment_share h where h.client_id = s.client_id and h.deployment_id = s.deployment_id) as devices
    from deployment_state s where s.client_id = any(${[...scope]}::uuid[]) and s.deployment_id = any(${ids}::uuid[]) and s.seq > 0 and s.active`.execute(
    tx,
  );
  return new Map(found.rows.map(({ deployment_id: id, seq, devices }) => [id, { seq, devices }]));
}

function isFresh({ computedAt }: Made, now: string, after: string | null): boolean {
  const age = Temporal.Instant.from(now).epochMilliseconds - Temporal.Instant.from(computedAt).epochMilliseconds;
  return age < keptMs && (after === null || Temporal.Instant.compare(computedAt, after) > 0);
}

function whyNone(standing: ClientStanding): string {
  return standingWords[standing].means;
}

function itemOf({ row }: Member, found: Made | string | null, most: number): Item {
  const { client_id: clientId, client_name: clientName, deployment_id: deploymentId } = row;
  const own = { clientId, clientName, deploymentId };
  if (found === null) return { ...own, state: 'computing', why: '', forecast: null };
  if (typeof found === 'string') return { ...own, state: 'none', why: found, forecast: null };
  return { ...own, state: 'computed', why: '', forecast: forecastView(found, most) };
}

function forecastView({ asOf, computedAt, said, touches }: Made, most: number): Forecast {
  const { late, windows, holds, ...rest } = said;
  const counts = Object.groupBy(touches.touches, ({ kind }) => kind);
  const view = {
    ...rest,
    asOf,
    computedAt,
    late: { count: late.length, shown: late.slice(0, most) },
    windows: { count: windows.length, shown: windows.slice(0, most) },
    holds: [...holds],
    touched: Object.fromEntries(touchKinds.map((kind) => [kind, counts[kind]?.length ?? 0])) as Forecast['touched'],
    touches: { count: touches.touches.length, shown: touches.touches.slice(0, most) },
    services: touches.services.slice(0, 100),
  };
  return view as Forecast; // the same but for being open for writing
}
