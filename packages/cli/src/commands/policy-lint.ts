import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { exitCodes } from '../exit-codes.ts';
import { policyFindingsText } from '../output/policy-findings-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy lint`: what the last look at policies found. Its exit code tells scripts whether something can not work. */
export function addPolicyLint(group: Group, { io, finish }: Session): void {
  online(group, 'lint', 'what is unwise or can not work about policies as they hold; exit code 1 where something is failing')
    .option('--client <name>', 'at one client')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = client === null ? {} : { clientId: client.id };
      const { items: standings } = await api('listPolicyStandings', { query: filter });
      const { items: findings } = await pagesOf((query) => api('listPolicyFindings', { query: { ...query, ...filter } }), null);
      const isFailing = standings.some(({ state }) => state === 'failing');
      const exit = isFailing ? exitCodes.failed.code : exitCodes.done.code;
      finish(options, { json: { standings, findings }, text: policyFindingsText(screenOf(io), standings, findings), exit });
    });
}
