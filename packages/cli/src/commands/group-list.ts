import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { groupsText } from '../output/level-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle group list`: groups by rule, with how many devices are in each now. */
export function addGroupList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'groups of devices by rule, with how many are in each now')
    .option('--client <name>', 'of one client, and the provider’s')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const list = await api('listGroups', { query: client === null ? {} : { clientId: client.id } });
      const text = list.items.length === 0 ? 'No group yet: fettle group save FILE makes one.' : groupsText(screenOf(io), list.items);
      finish(options, { json: list, text });
    });
}
