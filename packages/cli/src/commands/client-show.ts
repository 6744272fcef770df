import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { clientText } from '../output/client-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle client show NAME`: its sites and contacts. */
export function addClientShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'one client with its sites and contacts')
    .argument('<client>', 'name or id')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, named);
      const client = await api('getClient', { params: { id } });
      finish(options, { json: client, text: clientText(screenOf(io), client) });
    });
}
