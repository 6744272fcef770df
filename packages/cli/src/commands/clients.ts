import { connect } from '../connection/api.ts';
import { pagesOf } from '../connection/pages.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle clients`. */
export function addClients(group: Group, { io, finish }: Session): void {
  online(group, 'clients', 'clients with what needs a person')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const page = await pagesOf((query) => api('listClients', { query }), mostRows(options.limit));
      const columns = [
        { title: 'client', atLeast: 12 },
        { title: 'devices', align: 'right' },
        { title: 'silent', align: 'right' },
        { title: 'missing security', align: 'right' },
        { title: 'urgent updates', align: 'right' },
        { title: 'deployments', align: 'right' },
        { title: 'needs a person', align: 'right' },
      ] as const;
      const rows = page.items.map((client) => [
        client.name,
        client.devices,
        client.silentDevices,
        client.devicesMissingSecurity,
        client.urgentUpdates,
        client.activeDeployments,
        { text: String(client.needsPerson), tone: client.needsPerson > 0 ? ('attention' as const) : ('plain' as const) },
      ]);
      const text = rows.length === 0 ? 'There are no clients that you may see.' : table(screenOf(io), columns, rows) + listEnd(page);
      finish(options, { json: page, text });
    });
}
