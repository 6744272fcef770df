import { Option } from '@commander-js/extra-typings';
import { connect } from '../connection/api.ts';
import { pagesOf } from '../connection/pages.ts';
import { knownIssuesText } from '../output/known-issue-text.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle known-issues`: what makers or people have found against updates. */
export function addKnownIssues(group: Group, { io, finish }: Session): void {
  online(group, 'known-issues', 'what is known against updates, the newest first')
    .addOption(new Option('--state <state>', 'that stand like this').choices(['open', 'resolved', 'all'] as const).default('open' as const))
    .addOption(new Option('--source <source>', 'told by a feed, or by a person').choices(['feed', 'person'] as const))
    .option('--text <words>', 'whose package, KB or text holds this text')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const filter = {
        state: options.state,
        ...(options.source === undefined ? {} : { source: options.source }),
        ...(options.text === undefined ? {} : { text: options.text }),
      };
      const page = await pagesOf((query) => api('listKnownIssues', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text =
        page.items.length === 0 ? 'No issue is known that is like that.' : knownIssuesText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}
