/** Notices as signed JSON for any system. See readme.md. */
import type { PostingChannel } from '../../posting/types.ts';
import { signatureOf } from './sign.ts';

/** A new version where a receiver that reads the old one would go wrong; a field that is added is none. */
const schema = 'fettle-notice/1';

export const webhook: PostingChannel = {
  id: 'webhook',
  shape(posting, { secrets }, now) {
    const { id, kind, at, clientId, clientName, deploymentId, title, text, link } = posting;
    const data = { schema, id, kind, clientId, clientName, deploymentId, title, text, link };
    const body = JSON.stringify({ type: `notice.${kind}`, timestamp: at, data });
    return {
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(now),
        'webhook-signature': signatureOf(secrets, { id, seconds: now, body }),
      },
      body,
    };
  },
};
