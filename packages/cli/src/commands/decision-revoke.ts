import type { ApiClient } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { pagesOf } from '../connection/pages.ts';
import { decisionText } from '../output/decision-text.ts';
import { screenOf } from '../output/screen.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle decision revoke ID`: what it was about is open again, and what it kept out of deployments goes on. */
export function addDecisionRevoke(group: Group, { io, finish }: Session): void {
  online(group, 'revoke', 'end a decision: what it was about is open again')
    .argument('<id>', 'as `fettle decisions` shows it')
    .requiredOption('--because <text>', 'why')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findDecision(api, named);
      const decision = await api('revokeDecision', { params: { id }, body: { because: options.because } });
      finish(options, { json: decision, text: decisionText(screenOf(io), decision) });
    });
}

/** The whole id, or the end of it that lists show. */
async function findDecision(api: ApiClient, named: string): Promise<string> {
  if (!/^[0-9a-f-]{8,36}$/.test(named)) throw usage(`${JSON.stringify(named)} is no id of a decision.`, 'fettle decisions lists them.');
  if (named.length === 36) return named;
  const { items } = await pagesOf((query) => api('listDecisions', { query: { ...query, state: 'standing' } }), null);
  const [found, ...more] = items.filter(({ id }) => id.endsWith(named));
  if (found !== undefined && more.length === 0) return found.id;
  throw new Refused({
    code: 'cli.not-found',
    title: found === undefined ? 'There is no such decision' : 'Several decisions are called so',
    detail: `${found === undefined ? 'No decision that stands has' : 'More than one has'} an id that ends in ${named}.`,
    remedy: 'fettle decisions --json shows whole ids.',
  });
}
