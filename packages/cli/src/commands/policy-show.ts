import { Option } from '@commander-js/extra-typings';
import { policyLevels } from '@fettle/core/policy';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { levelText } from '../output/level-text.ts';
import { policyText } from '../output/policy-text.ts';
import { screenOf } from '../output/screen.ts';
import { needPolicy } from '../policies/find-policy.ts';
import { findPlace, needLevel } from '../policies/place.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy show`: the policy of a client, or with `--level` of any level; with `--body` the file that `policy save` takes. */
export function addPolicyShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'the policy of a client, with its next openings; or of another level')
    .option('--client <name>', 'of this client')
    .addOption(new Option('--level <level>', 'of this level').choices(policyLevels))
    .option('--site <name>', 'with --level site')
    .option('--group <name>', 'with --level group; without --client the provider’s')
    .option('--device <name>', 'with --level device')
    .option('--body', 'only the policy itself, as policy save takes it')
    .action(async (options) => {
      const { api } = connect(io, options);
      if (options.level !== undefined) {
        const level = await needLevel(api, await findPlace(api, options));
        if (options.body === true) return finish(options, { json: level.body, text: JSON.stringify(level.body, null, 2) });
        return finish(options, { json: level, text: levelText(screenOf(io), level) });
      }
      if (options.client === undefined) throw usage('Say --client, or --level with what it is of.');
      const policy = await needPolicy(api, await findClient(api, options.client));
      if (options.body === true) return finish(options, { json: policy.body, text: JSON.stringify(policy.body, null, 2) });
      finish(options, { json: policy, text: policyText(screenOf(io), policy) });
    });
}
