/** Feeds of published advisories: fetched or read from a folder, kept as they came, and taken into the catalogue. */
import { feeds } from '@fettle/feeds';
import { inNoClient } from '../../platform/database/index.ts';
import type { Feature } from '../../platform/feature.ts';
import { feedHandlers } from './handlers.ts';
import { addFeeds } from './store.ts';
import { startFetching } from './worker.ts';

export { osvEcosystems } from './queue.ts';
export { coveringFeeds, feedStandings } from './standing.ts';
export type { FeedStanding } from './standing.ts';
export { takeFile } from './take-file.ts';
export { fetchDue } from './worker.ts';

export const feedsFeature: Feature = {
  name: 'feeds',
  handlers: feedHandlers,
  async start(context) {
    await inNoClient(context.db, (tx) =>
      addFeeds(
        tx,
        feeds.map(({ id }) => id),
        context.now(),
      ),
    );
    return context.config.feeds.kind === 'off' ? async () => undefined : startFetching(context);
  },
};
