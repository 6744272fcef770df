/**
 * Acknowledging an announcement by the link in it. The link names client and notice and carries a secret; it opens this notice and nothing else, until its end. What is asked for with a wrong
 * secret, of a notice that is not there, or too late, is answered the same.
 */
import { timingSafeEqual } from 'node:crypto';
import { acknowledgeHere } from '@fettle/core/messages';
import type { CallOutput } from '@fettle/protocol/client';
import { appendAudit } from '../audit/index.ts';
import { hashSecret, newSecret } from '../people/index.ts';
import { timestamp } from '../platform/clock.ts';
import { inClients, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Context, Handlers } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { readNames } from './audience.ts';
import { addLink, markAcknowledged, readAnnouncement } from './store.ts';
import type { AnnouncementRow, ClaimedNotice } from './store.ts';

/** So long after it was sent a link is good. */
const goodDays = 60;

type View = CallOutput<'lookAtNotice'>;
type Found = { readonly clientId: string; readonly row: AnnouncementRow };

export const acknowledgeHandlers: Handlers = {
  async lookAtNotice({ context, body }) {
    return opened(context, body.token, async (tx, found) => viewOf(tx, found));
  },

  async acknowledgeNotice({ context, body }) {
    return opened(context, body.token, async (tx, found) => {
      const { clientId, row } = found;
      const at = context.now();
      // A second time changes nothing, and is no second entry.
      const first = await markAcknowledged(tx, clientId, row.id, at);
      const view = await viewOf(tx, first ? { clientId, row: { ...row, acknowledged_at: at } } : found);
      if (!first) return view;
      await notify(tx, 'changed', JSON.stringify({ clientId, what: 'notice', id: row.id }));
      await appendAudit(tx, clientId, {
        action: 'notice.acknowledged',
        actor: { kind: 'link', id: row.contact_id },
        subject: `notice:${row.id}`,
        body: { deploymentId: row.deployment_id, kind: row.kind },
        at,
      });
      return view;
    });
  },
};

/** What is sent of a notice: where it asks to be acknowledged, with a new link, of which the hash is stored before it leaves. */
export async function withLink(context: Context, notice: ClaimedNotice): Promise<{ readonly text: string; readonly html: string }> {
  const { client_id: clientId, id, body_text: text, body_html: html } = notice;
  if (!text.includes(acknowledgeHere)) return { text, html };
  const secret = newSecret();
  const until = timestamp(context.clock.now().add({ hours: 24 * goodDays }));
  await inClients(context.db, [clientId], (tx) => addLink(tx, { clientId, id, hash: hashSecret(secret), until }));
  // Behind the # no proxy or log on the way has it.
  const link = `${context.publicUrl()}/acknowledge#token=${clientId}.${id}.${secret}`;
  return { text: text.replaceAll(acknowledgeHere, link), html: html.replaceAll(acknowledgeHere, `<a href="${link}">${link}</a>`) };
}

/** As screens show it: nobody but the contact has the link. */
export function withoutLink(text: string): string {
  return text.replaceAll(acknowledgeHere, '(a link of their own)');
}

async function opened(context: Context, token: string, act: (tx: Tx, found: Found) => Promise<View>): Promise<View | ApiRefusal> {
  const refused = () => refuse('notice.no-link', 'This link is not good, or not any more.');
  const [clientId = '', id = '', secret = '', ...more] = token.split('.');
  if (!isId(clientId) || !isId(id) || secret === '' || more.length > 0) return refused();
  return inClients(context.db, [clientId], async (tx) => {
    const row = await readAnnouncement(tx, clientId, id, context.now());
    const hash = hashSecret(secret);
    if (row === undefined || !row.ack_hashes.some((known) => known.length === hash.length && timingSafeEqual(known, hash)))
      return refused();
    return act(tx, { clientId, row });
  });
}

async function viewOf(tx: Tx, { clientId, row }: Found): Promise<View> {
  const names = await readNames(tx, clientId);
  return {
    providerName: names.provider,
    clientName: names.client,
    contactName: row.recipient_name,
    language: row.language,
    subject: row.subject,
    // The page has a button in place of the paragraph that asks for it.
    text: row.body_text
      .split('\n\n')
      .filter((paragraph) => !paragraph.includes(acknowledgeHere))
      .join('\n\n'),
    acknowledgedAt: row.acknowledged_at,
  };
}
