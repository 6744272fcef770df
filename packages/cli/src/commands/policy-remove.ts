import { Option } from '@commander-js/extra-typings';
import { policyLevels } from '@fettle/core/policy';
import { connect } from '../connection/api.ts';
import { clean } from '../output/clean.ts';
import { findPlace, needLevel } from '../policies/place.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy remove --level …`: what the levels above say holds again. */
export function addPolicyRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'take the policy of one level away: what the levels above say holds again')
    .addOption(new Option('--level <level>', 'of which level').choices(policyLevels).makeOptionMandatory())
    .option('--client <name>', 'of this client')
    .option('--site <name>', 'with --level site')
    .option('--group <name>', 'with --level group; without --client the provider’s')
    .option('--device <name>', 'with --level device')
    .requiredOption('--because <text>', 'why')
    .action(async (options) => {
      const { api } = connect(io, options);
      const policy = await needLevel(api, await findPlace(api, options));
      const done = await api('removePolicyLevel', { params: { id: policy.id }, body: { because: options.because } });
      finish(options, { json: done, text: `Policy ${clean(policy.name)} holds no more; its ${policy.version} versions stay readable.` });
    });
}
