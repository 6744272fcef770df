import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { mostRows } from '../output/list-end.ts';
import { groupText } from '../output/level-text.ts';
import { screenOf } from '../output/screen.ts';
import { findGroup } from '../policies/place.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle group show NAME`: its rule, who is in it now and why, and of whom it can not be said. */
export function addGroupShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'one group: its rule, who is in it and why, and of whom it can not be said')
    .argument('<group>', 'name or id')
    .option('--client <name>', 'of this client; without it the provider’s')
    .option('--limit <rows>', 'at most so many rows of each kind, or "all"', '100')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const clientId = options.client === undefined ? null : (await findClient(api, options.client)).id;
      const found = await findGroup(api, clientId, named);
      const devicesOf = (answer: 'yes' | 'unknown') =>
        pagesOf((query) => api('getGroupDevices', { params: { id: found.id }, query: { ...query, answer } }), mostRows(options.limit));
      const devices = [...(await devicesOf('yes')).items, ...(await devicesOf('unknown')).items];
      finish(options, { json: { ...found, items: devices }, text: groupText(screenOf(io), found, devices) });
    });
}
