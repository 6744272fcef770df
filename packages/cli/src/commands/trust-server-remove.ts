import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { changeAuthority } from '../trust/change.ts';
import { withoutServer } from '../trust/draft.ts';

/** `fettle trust server remove KEY`: devices do not listen to it any more. */
export function addTrustServerRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'let devices listen to a server no more')
    .argument('<server>', 'fingerprint, its first characters, or name')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .action(async (named, options) => {
      finish(options, await changeAuthority(io, options, async ({ authority, now }) => withoutServer(authority, named, { now })));
    });
}
