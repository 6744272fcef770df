import { openAuthority } from '@fettle/proof/authority';
import { connect } from '../connection/api.ts';
import { authorityText, serverWordText } from '../trust/trust-text.ts';
import { blocks, screenOf, sentence } from '../output/screen.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle trust show`: who may approve, checked with the pinned root key. */
export function addTrustShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'who may approve, and who asks to be admitted').action(async (options) => {
    const { api, rootKeyId } = connect(io, options);
    const [trust, envelope] = await Promise.all([api('getTrust', {}), api('getAuthority', {})]);
    // Without a pin it is shown all the same, but said not to be proven.
    const opened = openAuthority(envelope, rootKeyId ?? trust.rootKeyId);
    if (!opened.ok)
      throw new Refused({
        code: opened.code,
        title: "The server's authority is not trusted here",
        detail: opened.detail,
        remedy: 'Check with the provider which root key is theirs, and that this is their server.',
      });
    const screen = screenOf(io);
    const how =
      rootKeyId === null
        ? 'NOT PROVEN: no fingerprint is known here to measure it by. Compare the root key above with the provider’s, and give it with --trust.'
        : `Signed by the trusted root key ${rootKeyId.slice(0, 16)}….`;
    const text = blocks(authorityText(screen, opened.authority), sentence(screen, how), serverWordText(screen, trust));
    finish(options, { json: trust, text });
  });
}
