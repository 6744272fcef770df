import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { policyText } from '../output/policy-text.ts';
import { screenOf } from '../output/screen.ts';
import { needPolicy } from '../policies/find-policy.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy show`: the policy of a client; with `--body` the file that `policy save` takes. */
export function addPolicyShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'the policy of a client, with its next openings')
    .requiredOption('--client <name>', 'of this client')
    .option('--body', 'only the policy itself, as policy save takes it')
    .action(async (options) => {
      const { api } = connect(io, options);
      const policy = await needPolicy(api, await findClient(api, options.client));
      if (options.body === true) return finish(options, { json: policy.body, text: JSON.stringify(policy.body, null, 2) });
      finish(options, { json: policy, text: policyText(screenOf(io), policy) });
    });
}
