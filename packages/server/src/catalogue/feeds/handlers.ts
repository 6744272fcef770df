/** Routes of feeds. They are the provider's: what is published is the same for all clients. */
import { feeds } from '@fettle/feeds';
import type { FeedId } from '@fettle/feeds';
import { appendProviderAudit, auditActor } from '../../audit/index.ts';
import { inNoClient, notify } from '../../platform/database/index.ts';
import { refuse } from '../../platform/feature.ts';
import type { ApiRefusal, Context, Handler, Handlers } from '../../platform/feature.ts';
import { isOnThisMachine, rawFolder } from './fetch-feed.ts';
import { rawFile, sha256Of } from './fetch-file.ts';
import { forgetFetched, readFile, readFeeds, setDue, setFeed } from './store.ts';
import { takeFile } from './take-file.ts';
import { viewFeed, viewFeeds } from './view.ts';

function knownId(id: string): FeedId | null {
  return feeds.find((feed) => feed.id === id)?.id ?? null;
}

const unknownFeed = (id: string): ApiRefusal => refuse('not-found', `There is no feed ${JSON.stringify(id)}.`);

async function shown(context: Context, id: string) {
  return (await viewFeed(context, id)) ?? unknownFeed(id);
}

const listFeeds: Handler<'listFeeds'> = async ({ context }) => ({
  items: [...(await viewFeeds(context))],
  source: context.config.feeds.kind,
});

const getFeed: Handler<'getFeed'> = ({ context, params }) => shown(context, params.id);

const setFeedHandler: Handler<'setFeed'> = async ({ context, actor, params, body }) => {
  const id = knownId(params.id);
  if (id === null) return unknownFeed(params.id);
  const feed = feeds.find((one) => one.id === id);
  const wrong = body.base === null ? null : baseProblem(body.base);
  if (wrong !== null) return refuse('request.invalid', 'The address is not usable.', [{ path: 'base', message: wrong }]);
  if (body.parts !== null && feed?.parts === null)
    return refuse('request.invalid', 'This feed has one part only.', [{ path: 'parts', message: 'must be null for this feed' }]);
  const now = context.now();
  await inNoClient(context.db, async (tx) => {
    await setFeed(tx, { id, enabled: body.enabled, baseUrl: body.base, parts: body.parts, now });
    await notify(tx, 'feeds', '');
    await appendProviderAudit(tx, {
      action: 'feed.set',
      actor: auditActor(actor),
      subject: `feed:${id}`,
      body: { enabled: body.enabled, base: body.base, parts: body.parts },
      at: now,
    });
  });
  return shown(context, id);
};

/** A base is an https address, http on this machine, or a folder of this server. A user name in it would stand in logs and audit trail. */
function baseProblem(base: string): string | null {
  const url = URL.parse(base);
  if (url === null) return 'is no address';
  if (url.username !== '' || url.password !== '') return 'holds a user name or password; use an address without';
  if (url.search !== '' || url.hash !== '') return 'must have no query';
  if (url.protocol === 'https:' || url.protocol === 'file:') return null;
  return url.protocol === 'http:' && isOnThisMachine(url) ? null : 'must begin with https:// or file:// (http:// only on this machine)';
}

const fetchNow: Handler<'fetchFeed'> = async ({ context, actor, params }) => {
  const id = knownId(params.id);
  if (id === null) return unknownFeed(params.id);
  if (context.config.feeds.kind === 'off') return refuse('feed.off', 'FETTLE_FEEDS is off: this server fetches no feeds.');
  const row = (await inNoClient(context.db, readFeeds)).find((one) => one.id === id);
  if (row?.enabled === false) return refuse('feed.off', 'This feed is switched off. Switch it on with Change; it is fetched then.');
  const now = context.now();
  await inNoClient(context.db, async (tx) => {
    await setDue(tx, id, now);
    await notify(tx, 'feeds', '');
    await appendProviderAudit(tx, { action: 'feed.asked', actor: auditActor(actor), subject: `feed:${id}`, body: {}, at: now });
  });
  return shown(context, id);
};

const letThrough: Handler<'letFeedThrough'> = async ({ context, actor, params, body }) => {
  const id = knownId(params.id);
  if (id === null) return unknownFeed(params.id);
  const row = await inNoClient(context.db, (tx) => readFile(tx, id, body.path));
  if (row?.held === null || row?.held === undefined || row.fetched_sha256 === null)
    return refuse('feed.not-held', `${JSON.stringify(body.path)} of ${id} is not held.`);
  if (row.held_records !== body.records)
    return refuse(
      'feed.not-held',
      `Another file came meanwhile: it has ${row.held_records ?? 0} records, not ${body.records}. Look at it again.`,
    );
  const feed = feeds.find((one) => one.id === id);
  if (feed === undefined) return unknownFeed(params.id);
  const file = rawFile(rawFolder(context, id), row.path);
  if ((await sha256Of(file)) !== row.fetched_sha256) {
    await inNoClient(context.db, async (tx) => {
      await forgetFetched(tx, id, row.path);
      await setDue(tx, id, context.now());
      await notify(tx, 'feeds', '');
    });
    return refuse(
      'feed.not-held',
      'This server does not have the file that was held: another one fetched it. It is fetched again; look at the feed in a moment.',
    );
  }
  const at = context.now();
  const taken = await takeFile(context, {
    feed,
    path: row.path,
    file,
    sha256: row.fetched_sha256,
    bytes: row.bytes,
    letThrough: (tx, records) =>
      appendProviderAudit(tx, {
        action: 'feed.let-through',
        actor: auditActor(actor),
        subject: `feed:${id}`,
        body: { path: body.path, records, before: row.records, because: body.because },
        at,
      }),
  });
  return taken.kind === 'taken' ? shown(context, id) : refuse('feed.not-held', `It could not be taken: ${taken.why}`);
};

export const feedHandlers: Handlers = { listFeeds, getFeed, setFeed: setFeedHandler, fetchFeed: fetchNow, letFeedThrough: letThrough };
