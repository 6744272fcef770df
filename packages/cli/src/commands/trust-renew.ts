import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { changeAuthority, daysOf } from '../trust/change.ts';
import { renewed } from '../trust/draft.ts';

/** `fettle trust renew`: the same authority for longer. */
export function addTrustRenew(group: Group, { io, finish }: Session): void {
  online(group, 'renew', 'sign the same authority for longer')
    .option('--days <days>', 'it holds so many days from now', '730')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .option('--from <file>', "go on from this signed authority in place of the server's (after a restore of the server)")
    .action(async (options) => {
      const days = daysOf(options.days);
      finish(options, await changeAuthority(io, options, async ({ authority, now }) => renewed(authority, days, { now })));
    });
}
