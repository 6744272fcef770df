import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { proposalLooksText } from '../output/proposal-looks-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy proposals`: what is proposed by itself, what the last look did, and when the next is. */
export function addPolicyProposals(group: Group, { io, finish }: Session): void {
  online(group, 'proposals', 'what Fettle proposes by itself: what the last look at each client did, and when the next is')
    .option('--client <name>', 'at one client')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const found = await api('listProposalLooks', { query: client === null ? {} : { clientId: client.id } });
      finish(options, { json: found, text: proposalLooksText(screenOf(io), found.items) });
    });
}
