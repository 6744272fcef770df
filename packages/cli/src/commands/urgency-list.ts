import { Option } from '@commander-js/extra-typings';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { urgencyWordsText } from '../output/urgency-word-text.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle urgency list`: what people said of the urgency of updates. */
export function addUrgencyList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'what people said of the urgency of updates, the newest first, and what the rules say')
    .option('--client <name>', 'of one client')
    .addOption(
      new Option('--state <state>', 'that stand like this').choices(['in-force', 'over', 'all'] as const).default('in-force' as const),
    )
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = { state: options.state, ...(client === null ? {} : { clientId: client.id }) };
      const page = await pagesOf((query) => api('listUrgencyWords', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text =
        page.items.length === 0
          ? 'Nobody said anything: the rules alone decide.'
          : urgencyWordsText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}
