/**
 * Fetches feeds when they are due. Any number of servers may do so at once: a feed is leased, and a server that dies lets go of it by time. The database's own
 * clock for such work (`due_at <= now`, `skip locked`) is the one that notices and deployments have.
 */
import { feedOf, feeds } from '@fettle/feeds';
import type { Feed } from '@fettle/feeds';
import { timestamp } from '../../platform/clock.ts';
import { inNoClient, notify } from '../../platform/database/index.ts';
import { providerId } from '../../platform/feature.ts';
import type { Context, Stop } from '../../platform/feature.ts';
import { keepWorking } from '../../platform/keep-working.ts';
import { fetchFeed } from './fetch-feed.ts';
import type { FetchedFeed } from './fetch-feed.ts';
import { partsOf } from './parts.ts';
import { endLease, leaseDue, renewLease } from './store.ts';
import type { FeedRow } from './store.ts';

/** A database may know feeds of another release. */
const known = feeds.map(({ id }) => id);
const leaseMinutes = 10;
const lookEveryMs = 30_000;
/** After trouble it is tried again sooner than after success. */
const againMinutes = 30;

/** Fetches everything that is due now, one feed after the other; returns how many feeds were looked at. */
export async function fetchDue(context: Context, signal: AbortSignal = new AbortController().signal): Promise<number> {
  for (let looked = 0; ; looked += 1) {
    if (signal.aborted) return looked;
    const now = context.clock.now();
    const row = await inNoClient(context.db, (tx) => leaseDue(tx, known, timestamp(now), timestamp(now.add({ minutes: leaseMinutes }))));
    if (row === null) return looked;
    await fetchLeased(context, row, signal);
  }
}

async function fetchLeased(context: Context, row: FeedRow, signal: AbortSignal): Promise<void> {
  const feed = feedOf(row.id);
  if (feed === null) throw new Error(`feed ${row.id} is of another release and was leased`);
  const renew = (): Promise<void> =>
    inNoClient(context.db, (tx) => renewLease(tx, row.id, timestamp(context.clock.now().add({ minutes: leaseMinutes }))));
  // A single large file may take longer than the lease: renewed by the machine's time while this process lives.
  const timer = setInterval(() => void renew().catch(() => undefined), (leaseMinutes * 60_000) / 3);
  try {
    const parts = await partsOf(context, row);
    const fetched = await fetchFeed(context, { feed, row, parts, signal, between: renew });
    await settle(context, feed, row, signal.aborted ? 'stopped' : fetched);
    for (const trouble of fetched.troubles.slice(0, 5)) context.log.warn({ feed: feed.id, trouble }, 'a feed could not be fetched whole');
  } catch (error) {
    context.log.error({ err: error, feed: feed.id }, 'a feed could not be fetched; it is tried again');
    await settle(context, feed, row, {
      good: 0,
      troubles: ['A fault of this server; its log says more.'],
      wholeAt: null,
      knownUntil: null,
    });
  } finally {
    clearInterval(timer);
  }
}

async function settle(context: Context, feed: Feed, leased: FeedRow, fetched: FetchedFeed | 'stopped'): Promise<void> {
  const now = context.clock.now();
  const stopped = fetched === 'stopped';
  const bad = stopped || fetched.troubles.length > 0;
  const dueAt = stopped ? now : bad ? now.add({ minutes: againMinutes }) : now.add({ minutes: Math.round(feed.everyHours * 60) });
  await inNoClient(context.db, async (tx) => {
    await endLease(tx, {
      id: feed.id,
      leased,
      dueAt: timestamp(dueAt),
      okAt: bad || fetched.good === 0 ? null : timestamp(now),
      wholeAt: bad ? null : fetched.wholeAt,
      knownUntil: bad ? null : fetched.knownUntil,
      trouble: stopped ? null : wordsOf(fetched.troubles),
    });
    await notify(tx, 'changed', JSON.stringify({ clientId: providerId, what: 'feed', id: feed.id }));
  });
}

function wordsOf(troubles: readonly string[]): string | null {
  if (troubles.length === 0) return null;
  const more = troubles.length > 3 ? ` And ${troubles.length - 3} more.` : '';
  return `${troubles.slice(0, 3).join(' ')}${more}`.slice(0, 2_000);
}

/** Keeps fetching: at every hint, and when a feed falls due by time. */
export function startFetching(context: Context): Stop {
  return keepWorking(context, {
    topic: 'feeds',
    everyMs: lookEveryMs,
    round: (signal) => fetchDue(context, signal),
    failed: 'feeds could not be looked at; it is tried again',
  });
}
