import { Option } from '@commander-js/extra-typings';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { healthTone } from '../output/device-text.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { age } from '../output/times.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle devices`. */
export function addDevices(group: Group, { io, finish }: Session): void {
  online(group, 'devices', 'devices, what they miss, and how they are')
    .option('--client <name>', 'of one client')
    .option('--text <words>', 'whose name or system holds this text')
    .addOption(new Option('--health <health>', 'of this health').choices(['good', 'attention', 'failing', 'unknown'] as const))
    .addOption(new Option('--sort <order>', 'in this order').choices(['name', 'missing', 'seen'] as const).default('name' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const { text, health, sort } = options;
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = { sort, ...(text === undefined ? {} : { text }), ...(health === undefined ? {} : { health }) };
      const within = client === null ? {} : { clientId: client.id };
      const page = await pagesOf((query) => api('listDevices', { query: { ...query, ...filter, ...within } }), mostRows(options.limit));
      const screen = screenOf(io);
      const columns = [
        { title: 'device', atLeast: 12 },
        { title: 'client' },
        { title: 'site' },
        { title: 'system' },
        { title: 'health', atLeast: 9 },
        { title: 'missing', align: 'right' },
        { title: 'security', align: 'right' },
        { title: 'restart' },
        { title: 'seen', atLeast: 10 },
      ] as const;
      const rows = page.items.map((device) => [
        device.name,
        device.clientName,
        device.siteName,
        device.osName,
        { text: device.health, tone: healthTone[device.health] },
        device.missing,
        device.missingSecurity,
        device.restartPending === null ? null : device.restartPending ? 'pending' : '',
        age(screen, device.lastSeenAt, 'never'),
      ]);
      const shown = rows.length === 0 ? 'No device is like that.' : table(screen, columns, rows) + listEnd(page);
      finish(options, { json: page, text: shown });
    });
}
