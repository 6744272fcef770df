import { Option } from '@commander-js/extra-typings';
import { decisionKinds } from '@fettle/core/decisions';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { decisionsText } from '../output/decision-text.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

const abouts = ['update', 'advisory', 'lifecycle'] as const;
const states = ['standing', 'in-force', 'expired', 'ending', 'review-due', 'over', 'all'] as const;

/** `fettle decisions`: the register of what was decided, what has ended on top. */
export function addDecisions(group: Group, { io, finish }: Session): void {
  online(group, 'decisions', 'exceptions and other decisions: what has ended, and what ends next')
    .option('--client <name>', 'of one client')
    .addOption(new Option('--kind <kind>', 'of this kind').choices(decisionKinds))
    .addOption(new Option('--about <what>', 'about updates, advisories, or systems and software past their support').choices(abouts))
    .addOption(new Option('--state <state>', 'that stand like this').choices(states).default('standing' as const))
    .option('--text <words>', 'whose package, CVE, reason or name holds this text')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        state: options.state,
        ...(options.kind === undefined ? {} : { kind: options.kind }),
        ...(options.about === undefined ? {} : { about: options.about }),
        ...(options.text === undefined ? {} : { text: options.text }),
        ...(client === null ? {} : { clientId: client.id }),
      };
      const page = await pagesOf((query) => api('listDecisions', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text = page.items.length === 0 ? 'There is no decision like that.' : decisionsText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}
