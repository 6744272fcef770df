import { Option } from '@commander-js/extra-typings';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { Cell } from '../output/table.ts';
import { urgencyText } from '../output/urgency-said.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle updates`: one row an update, however many devices it is offered to. */
export function addUpdates(group: Group, { io, finish }: Session): void {
  online(group, 'updates', 'updates that devices are offered')
    .option('--client <name>', 'of one client')
    .option('--text <words>', 'whose name holds this text')
    .addOption(new Option('--class <class>', 'of this class').choices(['security', 'normal'] as const))
    .addOption(new Option('--sort <order>', 'in this order').choices(['urgency', 'devices', 'name'] as const).default('urgency' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        sort: options.sort,
        ...(options.text === undefined ? {} : { text: options.text }),
        ...(options.class === undefined ? {} : { class: options.class }),
        ...(client === null ? {} : { clientId: client.id }),
      };
      const page = await pagesOf((query) => api('listUpdates', { query: { ...query, ...filter } }), mostRows(options.limit));
      const columns = [
        { title: 'id', align: 'right' },
        { title: 'update', atLeast: 14 },
        { title: 'version' },
        { title: 'urgency' },
        { title: 'devices', align: 'right' },
        { title: 'clients', align: 'right' },
        { title: 'CVE', atLeast: 14 },
      ] as const;
      const rows = page.items.map((update): Cell[] => [
        update.id,
        `${update.name}:${update.architecture}`,
        update.version,
        { text: urgencyText(update), tone: update.urgency === 'urgent' ? 'attention' : 'plain' },
        update.withheldOn === 0 ? String(update.devices) : `${update.devices} (${update.withheldOn} withheld)`,
        update.clients,
        update.cves === null ? null : update.cves.length === 0 ? 'none named' : update.cves.slice(0, 10).join(' '),
      ]);
      const text = rows.length === 0 ? 'No update is offered that is like that.' : table(screenOf(io), columns, rows) + listEnd(page);
      finish(options, { json: page, text });
    });
}
