import { Option } from '@commander-js/extra-typings';
import { connect } from '../connection/api.ts';
import { findClient, shortId } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { statusTone } from '../deployments/deployment-text.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { Cell } from '../output/table.ts';
import { age } from '../output/times.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy list`. */
export function addDeployList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'deployments, newest first')
    .option('--client <name>', 'of one client')
    .addOption(new Option('--status <status>', 'only these').choices(['open', 'ended', 'all'] as const).default('all' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '50')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = { status: options.status, ...(client === null ? {} : { clientId: client.id }) };
      const page = await pagesOf((query) => api('listDeployments', { query: { ...query, ...filter } }), mostRows(options.limit));
      const screen = screenOf(io);
      const columns = [
        { title: 'id', atLeast: 8 },
        { title: 'deployment', atLeast: 14 },
        { title: 'client' },
        { title: 'status', atLeast: 9 },
        { title: 'verified', align: 'right' },
        { title: 'failed', align: 'right' },
        { title: 'made', atLeast: 9 },
        { title: 'waits for' },
      ] as const;
      const rows = page.items.map((item): Cell[] => [
        screen.width === null ? item.id : shortId(item.id),
        item.title,
        item.clientName,
        { text: item.status, tone: statusTone[item.status] },
        `${item.verified}/${item.devices}`,
        item.failed,
        age(screen, item.createdAt),
        item.holds[0]?.reason ?? item.waiting?.sentence ?? '',
      ]);
      finish(options, {
        json: page,
        text: rows.length === 0 ? 'There are no deployments like that.' : table(screen, columns, rows) + listEnd(page),
      });
    });
}
