import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { changeAuthority } from '../trust/change.ts';
import { withoutApprover } from '../trust/draft.ts';

/** `fettle trust approver remove KEY`. What was approved with it and has not started yet does not start any more. */
export function addTrustApproverRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'let somebody approve no more; what they approved does not start any more')
    .argument('<approver>', 'fingerprint, its first characters, or name')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .action(async (named, options) => {
      finish(options, await changeAuthority(io, options, async ({ authority, now }) => withoutApprover(authority, named, { now })));
    });
}
