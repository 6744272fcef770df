import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { todayText } from '../output/today-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle status`: what needs a person, what comes next, how many of everything. */
export function addStatus(group: Group, { io, finish }: Session): void {
  online(group, 'status', 'what needs a person now')
    .option('--client <name>', 'of one client')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const today = await api('today', { query: client === null ? {} : { clientId: client.id } });
      finish(options, { json: today, text: todayText(screenOf(io), today) });
    });
}
