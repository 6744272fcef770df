import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { proposalLooksText } from '../output/proposal-looks-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy proposals`: what is proposed by itself, what the last look did, and when the next is. */
export function addPolicyProposals(group: Group, { io, finish }: Session): void {
  online(group, 'proposals', 'what Fettle proposes by itself: what the last look at each client did, and when the next is')
    .option('--client <name>', 'at one client')
    .option('--now', 'look at that client now, and propose what is offered as its policy says')
    .action(async (options) => {
      if (options.now === true && options.client === undefined)
        throw usage('--now looks at one client.', 'Say at which with --client NAME.');
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      if (options.now === true && client !== null) {
        const look = await api('lookForProposals', { params: { id: client.id } });
        return finish(options, { json: look, text: proposalLooksText(screenOf(io), [look]) });
      }
      const found = await api('listProposalLooks', { query: client === null ? {} : { clientId: client.id } });
      finish(options, { json: found, text: proposalLooksText(screenOf(io), found.items) });
    });
}
