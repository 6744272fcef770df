import { parsePolicy } from '@fettle/core/policy';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { policyText } from '../output/policy-text.ts';
import { screenOf } from '../output/screen.ts';
import { findPolicy } from '../policies/find-policy.ts';
import { readPolicyFile } from '../policies/read-policy-file.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy save FILE`: makes the policy of a client, or its next version. */
export function addPolicySave(group: Group, { io, finish }: Session): void {
  online(group, 'save', 'save a policy file: a new policy, or the next version of it')
    .argument('<file>', 'JSON, as policy default and policy show --body print it; - for standard input')
    .requiredOption('--client <name>', 'of this client')
    .option('--new', 'make another policy, though the client has one')
    .action(async (file, options) => {
      const body = readPolicyFile(io.folder, file);
      const read = parsePolicy(body);
      if (!read.ok)
        throw new Refused({
          code: 'policy.unreadable',
          title: 'The policy can not be saved like this',
          detail: `${file} is not a policy.`,
          remedy: 'Mend what is named. Nothing was sent.',
          errors: read.problems,
        });
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const existing = options.new === true ? null : await findPolicy(api, client.id);
      const policy =
        existing === null
          ? await api('createPolicy', { params: { id: client.id }, body: { body } })
          : await api('savePolicy', { params: { id: existing.id }, body: { body, basedOn: existing.version } });
      finish(options, { json: policy, text: policyText(screenOf(io), policy) });
    });
}
