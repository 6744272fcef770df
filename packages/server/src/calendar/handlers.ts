/** The calendar, and the secret addresses from which other programs read it. */
import { readWindows, writeCalendar } from '@fettle/core/ics';
import type { CalendarEvent } from '@fettle/core/ics';
import type { WindowShape } from '@fettle/core/windows';
import type { CallOutput } from '@fettle/protocol/client';
import { appendAudit, appendProviderAudit, auditActor } from '../audit/index.ts';
import type { AuditFact } from '../audit/index.ts';
import { hashSecret, newSecret, personActor } from '../people/index.ts';
import { timestamp } from '../platform/clock.ts';
import { readPageKey } from '../platform/page-keys.ts';
import { inClients, inNoClient, notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Context, Handlers, Tx } from '../platform/feature.ts';
import { entriesOf, pageOfClients } from './entries.ts';
import { addFeed, feedByHash, feedsOf, noteRead, oneFeed, revokeFeed } from './feed-store.ts';
import type { FeedRow } from './feed-store.ts';
import { getSiteOpenings } from './site-openings.ts';
import type { Entry } from './span.ts';

const feedDays = 90;
/** How often a calendar is asked to look again. */
const refresh = 'PT1H';
const mostFeeds = 50;
const mostEventsTold = 1_000;

const noFeed = () => refuse('not-found', 'There is no such address, or it is not yours.');
const unknownKey = () => refuse('not-found', 'This address leads nowhere: it was revoked, or was never made.');

export const calendarHandlers: Handlers = {
  async getCalendar({ context, actor, query }) {
    const day = query.from ?? context.now().slice(0, 10);
    const from = startOfDay(day);
    if (from === null) return refuse('request.invalid', 'This is no day of the calendar.', [{ path: 'from', message: 'is no day' }]);
    const span = { from, until: from.add({ hours: 24 * query.days }) };
    const after = readPageKey(query.after, ['text', 'id']);
    if (after === null)
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    if (query.siteId !== undefined && query.clientId === undefined)
      return refuse('request.invalid', 'A site is looked at with its client: say both.', [{ path: 'clientId', message: 'must be said' }]);
    const scope = actor
      .scopeFor('policy.read')
      .filter((id) => id !== providerId && (query.clientId === undefined || id === query.clientId));
    const mayDeploy = new Set(actor.scopeFor('deployment.read'));
    return inClients(context.db, scope, async (tx) => {
      const { page, next } = await pageOfClients(tx, scope, after);
      const given = { clientIds: page, span, now: context.now(), siteId: query.siteId ?? null };
      const found = await entriesOf(tx, { ...given, ...(query.kind === undefined ? {} : { kinds: [query.kind] }) });
      const ofDeployments: readonly Entry['kind'][] = ['deployment', 'drill', 'restart'];
      return {
        from: timestamp(span.from),
        until: timestamp(span.until),
        items: found.entries.filter(
          ({ kind, clientId }) => !ofDeployments.includes(kind) || (clientId !== null && mayDeploy.has(clientId)),
        ),
        cut: found.cut,
        clients: { shown: page.length, of: scope.length },
        next,
      };
    });
  },

  getSiteOpenings,

  async readCalendarWindows({ context, body }) {
    const read = readWindows(body.ics, context.clock.now());
    if (!read.ok) return refuse('request.invalid', 'The file can not be read as a calendar.', [{ path: 'ics', message: read.sentence }]);
    const windowOf = ({ except, ...rest }: WindowShape) => ({ ...rest, ...(except === undefined ? {} : { except: [...except] }) });
    return {
      events: read.events
        .slice(0, mostEventsTold)
        .map(({ window, ...told }) => ({ ...told, window: window === null ? null : windowOf(window) })),
    };
  },

  async listCalendarFeeds({ context, actor }) {
    const rows = actor.kind === 'person' ? await inClients(context.db, actor.scope, (tx) => feedsOf(tx, actor.id)) : [];
    return { items: rows.map(feedView) };
  },

  async createCalendarFeed({ context, actor, body }) {
    if (actor.kind !== 'person')
      return refuse('permission.missing', 'Such an address lends the eyes of a person: a program reads the calendar by its own key.');
    const { clientId, name } = body;
    if (clientId === providerId) return refuse('not-found', 'There is no such client, or it is out of your reach.');
    const secret = newSecret();
    const id = context.newId();
    return inClients(context.db, actor.scope, async (tx) => {
      if ((await feedsOf(tx, actor.id)).filter(({ revoked_at: at }) => at === null).length >= mostFeeds)
        return refuse('request.invalid', `There are ${mostFeeds} such addresses of yours. Revoke one that is not used any more.`);
      await addFeed(tx, { id, hash: hashSecret(secret), personId: actor.id, clientId, name, at: context.now() });
      const feed = await oneFeed(tx, actor.id, id);
      if (feed === undefined) throw new Error(`calendar feed ${id} was written and is not there`);
      const view = feedView(feed);
      await append(tx, clientId, {
        action: 'calendar-feed.created',
        actor: auditActor(actor),
        subject: `calendar-feed:${id}`,
        body: { name },
        at: context.now(),
      });
      return { feed: view, address: `${context.publicUrl()}/api/v1/calendar.ics?key=${secret}` };
    });
  },

  async revokeCalendarFeed({ context, actor, params }) {
    const own = await inNoClient(context.db, (tx) => oneFeed(tx, actor.id, params.id));
    if (own === undefined) return noFeed();
    // Who has lost the client since must be able to take the address back all the same; it is told in that client's chain.
    const scope = own.client_id === null ? [] : [own.client_id];
    return inClients(context.db, scope, async (tx) => {
      const feed = await oneFeed(tx, actor.id, params.id);
      if (feed === undefined || !(await revokeFeed(tx, actor.id, params.id, context.now()))) return noFeed();
      const after = (await oneFeed(tx, actor.id, params.id)) ?? feed;
      const isSeen = after.client_id === null || actor.scope.includes(after.client_id);
      const view = feedView(isSeen ? after : { ...after, client_name: null });
      const fact = {
        action: 'calendar-feed.revoked',
        actor: auditActor(actor),
        subject: `calendar-feed:${params.id}`,
        body: { name: feed.name },
      };
      await append(tx, feed.client_id, { ...fact, at: context.now() });
      return view;
    });
  },

  async readCalendarFeed({ context, query }) {
    const feed = await inNoClient(context.db, (tx) => feedByHash(tx, hashSecret(query.key)));
    const actor = feed === undefined ? null : await personActor(context, feed.person_id);
    if (feed === undefined || actor === null) return unknownKey();
    const clientIds = actor
      .scopeFor('policy.read')
      .filter(
        (id) => id !== providerId && (feed.client_id === null || id === feed.client_id) && actor.scopeFor('deployment.read').includes(id),
      );
    if (clientIds.length === 0) return unknownKey();
    const now = context.clock.now();
    const span = { from: now.subtract({ hours: 24 }), until: now.add({ hours: 24 * feedDays }) };
    const { entries } = await inClients(context.db, clientIds, (tx) => entriesOf(tx, { clientIds, span, now: context.now() }));
    await inNoClient(context.db, (tx) => noteRead(tx, feed.id, context.now()));
    const body = writeCalendar({
      name: feed.name,
      at: now,
      refresh,
      events: entries.flatMap((entry) => eventOf(context, entry)),
    });
    return { document: true, contentType: 'text/calendar; charset=utf-8', fileName: 'fettle.ics', body };
  },
};

/** Into the chain of the client that it is about, or the provider's. */
async function append(tx: Tx, clientId: string | null, fact: AuditFact): Promise<void> {
  await notify(tx, 'changed', JSON.stringify({ clientId: clientId ?? providerId, what: 'calendar', id: null }));
  await (clientId === null ? appendProviderAudit(tx, fact) : appendAudit(tx, clientId, fact));
}

function startOfDay(day: string): Temporal.Instant | null {
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime('UTC').toInstant();
  } catch {
    return null;
  }
}

const categories = {
  window: 'Window',
  freeze: 'Freeze',
  holiday: 'Holiday',
  deployment: 'Deployment',
  drill: 'Drill',
  restart: 'Restart',
} as const;

/** Windows that are closed, holidays and restarts are no events of their own: the freeze and the deployment stand beside, and people have their own holidays. */
function eventOf(context: Context, entry: Entry): readonly CalendarEvent[] {
  if (entry.kind === 'holiday' || entry.kind === 'restart' || entry.closed !== null) return [];
  const whose = entry.clientName === null ? 'All clients' : entry.clientName;
  const host = new URL(context.publicUrl()).hostname;
  const link = entry.path === null ? '' : `${context.publicUrl()}${entry.path}`;
  return [
    {
      uid: `${entry.id.replaceAll(' ', '-')}@${host}`,
      from: Temporal.Instant.from(entry.from),
      to:
        entry.kind === 'deployment' || entry.kind === 'drill'
          ? earlier(Temporal.Instant.from(entry.until), Temporal.Instant.from(entry.from).add({ hours: 1 }))
          : Temporal.Instant.from(entry.until),
      summary: `${whose}: ${entry.kind === 'freeze' ? `frozen, ${entry.title}` : entry.title}`,
      description: [entry.detail, link].filter((part) => part !== '').join('\n'),
      category: categories[entry.kind],
      status: entry.state === 'planned' ? 'TENTATIVE' : 'CONFIRMED',
    },
  ];
}

/** A deployment is told for an hour where its next step is expected: that it may last two weeks would fill every day. */
function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}

function feedView(row: FeedRow): CallOutput<'revokeCalendarFeed'> {
  return {
    id: row.id,
    name: row.name,
    clientId: row.client_id,
    clientName: row.client_name,
    madeAt: row.made_at,
    lastReadAt: row.last_read_at,
    revokedAt: row.revoked_at,
  };
}
