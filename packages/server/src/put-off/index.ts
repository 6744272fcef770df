/** What is put off: by policies, by people, and by devices themselves, for each client in reach, with what passes its deadline meanwhile. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { boundedMemory } from '../platform/bounded-memory.ts';
import { inClients } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Context, Feature, Handler, Tx } from '../platform/feature.ts';
import { pieces } from '../platform/pieces.ts';
import type { Piece } from '../platform/pieces.ts';
import { readPutOff } from './read.ts';
import type { ClientPutOff } from './read.ts';

type Answer = CallOutput<'getPutOff'>;
type Item = Answer['items'][number];

/** One answer weighs no further client after that. */
const longestAnswerMs = 3_000;
/** What devices are offered and when deadlines are moves without anybody's act: what was weighed is not shown for longer. */
const keptMs = 5 * 60_000;
const mostClients = 2_000;
/** Lines of a client among others, and of one that is asked for by itself. */
const fewLines = 3;
const manyLines = 100;

type Made = ClientPutOff & { readonly computedAt: string; readonly stamp: string };

export function putOffFeature(): Feature {
  return { name: 'put-off', handlers: { getPutOff: putOffHandler() } };
}

export function putOffHandler(): Handler<'getPutOff'> {
  const begin = pieces<Made>(boundedMemory(mostClients), longestAnswerMs);
  return async ({ context, actor, query }) => {
    const scope = actor
      .scopeFor('client.read')
      .filter((id) => id !== providerId && (query.clientId === undefined || id === query.clientId));
    const clients = await inClients(context.db, scope, (tx) => readClients(tx, scope));
    const piece = begin();
    const items: Item[] = [];
    for (const client of clients) {
      const made = await ofClient(context, piece, client);
      if (made === null || made.totals.updates > 0 || query.clientId !== undefined)
        items.push(itemOf(client, made, query.clientId === undefined ? fewLines : manyLines));
    }
    return { now: context.now(), clients: clients.length, computing: items.filter(({ putOff }) => putOff === null).length, items };
  };
}

type Client = { readonly id: string; readonly name: string; readonly stamp: string };

/** With how much was recorded of each: whoever decides or saves something makes that more. */
async function readClients(tx: Tx, scope: readonly string[]): Promise<readonly Client[]> {
  const found = await sql<Client>`
    select c.client_id as id, c.name, coalesce(a.size, 0)::text as stamp from client c left join audit_chain a on a.client_id = c.client_id
    where c.client_id = any(${[...scope]}::uuid[]) order by lower(c.name), c.client_id`.execute(tx);
  return found.rows;
}

function ofClient(context: Context, piece: Piece<Made>, { id, stamp }: Client): Promise<Made | null> {
  const age = ({ computedAt }: Made): number =>
    Temporal.Instant.from(context.now()).epochMilliseconds - Temporal.Instant.from(computedAt).epochMilliseconds;
  return piece(
    id,
    (made) => made.stamp === stamp && age(made) < keptMs,
    () =>
      inClients(context.db, [id], async (tx) => {
        const now = context.now();
        return { ...(await readPutOff(tx, id, now)), computedAt: now, stamp };
      }),
  );
}

function itemOf({ id, name }: Client, made: Made | null, most: number): Item {
  const own = { clientId: id, clientName: name };
  if (made === null) return { ...own, putOff: null };
  const { computedAt, looked, totals, groups, policies } = made;
  return {
    ...own,
    putOff: {
      computedAt,
      looked,
      ...totals,
      lines: groups.slice(0, most).map(({ by, ...group }) => ({
        ...group,
        names: [...group.names],
        saidBy: group.kind === 'decision' || by === null ? null : (policies.get(by) ?? null),
        decisionId: group.kind === 'decision' ? by : null,
      })),
      more: Math.max(0, groups.length - most),
    },
  };
}
