/**
 * The SQL of news on its way: what changed in what is published is taken once, and left with every client until that client was judged by it, in a transaction of its
 * own. A process that dies in between loses nothing, and no client waits for another.
 */
import { sql } from 'kysely';
import { enterClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type News = {
  /** Software of which other advisories hold than before. */
  readonly holding: readonly number[];
  /** Software of whose vulnerabilities something else is published than before. */
  readonly told: readonly number[];
};

/** The clients of this very moment become those of the transaction: who came after the news was taken is judged by what there is then. */
export async function enterAllClients(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`select client_id from client_register`.execute(tx);
  const ids = found.rows.map((row) => row.client_id);
  await enterClients(tx, ids);
  return ids;
}

/** Leaves news with these clients, which are those of the transaction. */
export async function addNews(tx: Tx, clientIds: readonly string[], { holding, told }: News): Promise<void> {
  await sql`
    with news as (insert into judge_news (holding, told) values (${holding}::int[], ${told}::int[]) returning id)
    insert into judge_news_client (client_id, news_id) select c.id, news.id from news cross join unnest(${clientIds}::uuid[]) as c (id)`.execute(
    tx,
  );
}

/** Clients of the scope with which news was left. */
export async function clientsWithNews(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`select distinct client_id from judge_news_client order by client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** Takes the oldest news of a client, for this transaction; null: there is none. Its caller holds the client's lock. */
export async function takeNews(tx: Tx, clientId: string): Promise<News | null> {
  const found = await sql<{ holding: number[]; told: number[] }>`
    with taken as (
      delete from judge_news_client where client_id = ${clientId} and news_id = (select min(news_id) from judge_news_client where client_id = ${clientId}) returning news_id
    )
    select n.holding, n.told from taken join judge_news n on n.id = taken.news_id`.execute(tx);
  return found.rows[0] ?? null;
}

/** Forgets news that every client was judged by. */
export async function forgetNews(tx: Tx): Promise<void> {
  const found = await sql<{ id: string }>`select id from judge_news`.execute(tx);
  if (found.rows.length === 0) return;
  // Clients that are read after the news are all that it was left with.
  await enterAllClients(tx);
  await sql`
    delete from judge_news n where n.id = any(${found.rows.map(({ id }) => id)}::bigint[])
      and not exists (select 1 from judge_news_client c where c.news_id = n.id)`.execute(tx);
}
