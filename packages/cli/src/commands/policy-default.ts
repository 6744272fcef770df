import { startingPolicy } from '@fettle/core/policy';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy default`: a careful policy to begin with, as the file that `policy save` takes. */
export function addPolicyDefault(group: Group, { io, finish }: Session): void {
  offline(group, 'default', 'print a careful policy to begin with; edit it, then policy save')
    .option('--name <name>', 'what it is called', 'Standard')
    .option('--owner <name>', 'who answers for it', 'nobody named yet')
    .action((options) => {
      const reviewAt = io.now().toZonedDateTimeISO(io.zone).toPlainDate().add({ months: 6 }).toString();
      const policy = startingPolicy({ name: options.name, owner: options.owner, reviewAt });
      // The text is the JSON: it goes into a file.
      finish(options, { json: policy, text: JSON.stringify(policy, null, 2) });
    });
}
