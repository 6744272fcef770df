import { feeds } from '@fettle/feeds';
import type { Generator } from './generator.ts';
import { code, page, table } from './markdown.ts';

/** docs/reference/feeds.md: where advisories come from, how often they are asked for, whom to name and under which terms. */
export const feedsPage: Generator = {
  path: 'docs/reference/feeds.md',
  make: async () =>
    page(
      'Feeds',
      'packages/feeds/src',
      'Fettle ships no data of these publishers: a server fetches it from them, or reads it from a folder. The guide is guide/feeds.md.',
      table(
        ['feed', 'id', 'address', 'asked every', 'late after', 'parts'],
        feeds.map((feed) => [
          feed.displayName,
          code(feed.id),
          feed.base,
          `${feed.everyHours} h`,
          `${feed.lateAfterHours} h`,
          feed.parts ?? 'one',
        ]),
      ),
      '## Attribution and terms',
      table(
        ['feed', 'attribution', 'documents'],
        feeds.map((feed) => [feed.displayName, feed.attribution, feed.docs.join(' ')]),
      ),
    ),
};
