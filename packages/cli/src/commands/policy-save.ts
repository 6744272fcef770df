import { Option } from '@commander-js/extra-typings';
import { parsePolicy, parsePolicyPart, policyLevels } from '@fettle/core/policy';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { levelText } from '../output/level-text.ts';
import { policyText } from '../output/policy-text.ts';
import { screenOf } from '../output/screen.ts';
import { findPolicy } from '../policies/find-policy.ts';
import { findLevel, findPlace } from '../policies/place.ts';
import { readPolicyFile } from '../policies/read-policy-file.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy save FILE`: makes the policy of a client or of another level, or its next version. */
export function addPolicySave(group: Group, { io, finish }: Session): void {
  online(group, 'save', 'save a policy file: a new policy, or the next version of it')
    .argument('<file>', 'JSON, as policy default and policy show --body print it; - for standard input')
    .option('--client <name>', 'of this client')
    .addOption(new Option('--level <level>', 'of this level: the file may say some settings alone').choices(policyLevels))
    .option('--site <name>', 'with --level site')
    .option('--group <name>', 'with --level group; without --client the provider’s')
    .option('--device <name>', 'with --level device')
    .option('--new', 'make another policy, though the client has one')
    .action(async (file, options) => {
      const body = readPolicyFile(io.folder, file);
      const { level } = options;
      const read = level === undefined ? parsePolicy(body) : parsePolicyPart(body, level);
      if (!read.ok)
        throw new Refused({
          code: 'policy.unreadable',
          title: 'The policy can not be saved like this',
          detail: `${file} is not a policy.`,
          remedy: 'Mend what is named. Nothing was sent.',
          errors: read.problems,
        });
      const { api } = connect(io, options);
      if (level !== undefined) {
        const place = await findPlace(api, options);
        const there = await findLevel(api, place);
        const saved = await api('savePolicyLevel', { body: { ...place, body, basedOn: there?.version ?? 0 } });
        return finish(options, { json: saved, text: levelText(screenOf(io), saved) });
      }
      if (options.client === undefined) throw usage('Say --client, or --level with what it is of.');
      const client = await findClient(api, options.client);
      const existing = options.new === true ? null : await findPolicy(api, client.id);
      const policy =
        existing === null
          ? await api('createPolicy', { params: { id: client.id }, body: { body } })
          : await api('savePolicy', { params: { id: existing.id }, body: { body, basedOn: existing.version } });
      finish(options, { json: policy, text: policyText(screenOf(io), policy) });
    });
}
