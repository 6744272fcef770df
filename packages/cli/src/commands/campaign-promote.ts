import { mostApprovalsAtOnce } from '@fettle/protocol/campaigns';
import { connect } from '../connection/api.ts';
import { findCampaign } from '../connection/find.ts';
import { campaignText } from '../output/campaign-text.ts';
import { clean } from '../output/clean.ts';
import { blocks, count, screenOf } from '../output/screen.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle campaign promote NAME`: the rings that soak pass now, at all clients in reach or at those that are named, by the word of a person. */
export function addCampaignPromote(group: Group, { io, finish }: Session): void {
  online(group, 'promote', 'let the rings that soak pass now, at all clients in your reach: each without the rest of its soak')
    .argument('<campaign>', 'id, its last characters, or title')
    .requiredOption('--because <text>', 'why, for those who come after you')
    .option('--client <name...>', 'only at these clients')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findCampaign(api, named);
      const before = await api('getCampaign', { params: { id } });
      const rings = before.items.flatMap(({ clientName, deploymentId, promotable, may }) =>
        deploymentId !== null && promotable !== null && may.approve && (options.client?.includes(clientName) ?? true)
          ? [{ deploymentId, ring: promotable.ring }]
          : [],
      );
      if (rings.length === 0)
        throw new Refused({
          code: 'ring.not-soaking',
          title: 'Nothing can be promoted',
          detail: before.canPromote ?? 'At none of these clients a ring soaks that could be promoted.',
          remedy: `fettle campaign show ${id} says what each client waits for.`,
          exit: 'waiting',
        });
      const refused: { readonly clientName: string; readonly detail: string }[] = [];
      let after = before;
      for (let from = 0; from < rings.length; from += mostApprovalsAtOnce) {
        const body = { because: options.because, rings: rings.slice(from, from + mostApprovalsAtOnce) };
        const answer = await api('promoteCampaign', { params: { id }, body });
        refused.push(...answer.refused);
        after = answer.campaign;
      }
      const lines = refused.map(({ clientName, detail }) => `Not promoted, ${clean(clientName)}: ${clean(detail)}`).join('\n');
      const done = `Promoted: ${rings.length - refused.length} of ${count(rings.length, 'ring')}.`;
      finish(options, { json: { ...after, refused }, text: blocks(done, lines, campaignText(screenOf(io), after)) });
    });
}
