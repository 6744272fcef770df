/** A concluded audit as HTML and PDF. */
import { appendAudit, auditActor } from '../audit/index.ts';
import { fileNameOf, makePdf, notPdf, renderHtml } from '../evidence/index.ts';
import { inClients } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers } from '../platform/feature.ts';
import { composeAudit } from './document.ts';
import { readActions, readAudits, readConclusion } from './store.ts';
import type { ActionRow, ConclusionRow } from './store.ts';

type Printed = ConclusionRow & { readonly actions: readonly ActionRow[] };
type Which = { readonly id: string; readonly number: number };

export const auditDocumentHandlers: Handlers = {
  async getProcessAuditDocument({ context, actor, params }) {
    const found = await concludedOf(context, actor, params);
    if (isRefusal(found)) return found;
    const document = composeAudit({ ...found, now: context.now() });
    return { document: true, contentType: 'text/html; charset=utf-8', fileName: fileName(found, 'html'), body: renderHtml(document) };
  },

  async getProcessAuditPdf({ context, actor, params }) {
    const found = await concludedOf(context, actor, params);
    if (isRefusal(found)) return found;
    const made = await makePdf(composeAudit({ ...found, now: context.now() }), `${JSON.stringify(found.content, null, 1)}\n`);
    if (!made.ok) return refuse('unavailable', notPdf[made.because]);
    await inClients(context.db, [params.id], (tx) =>
      appendAudit(tx, params.id, {
        action: 'process-audit.exported',
        actor: auditActor(actor),
        subject: `process-audit:${found.number}`,
        body: { number: found.number, digest: found.digest },
        at: context.now(),
      }),
    );
    return { document: true, contentType: 'application/pdf', fileName: fileName(found, 'pdf'), body: made.bytes };
  },
};

async function concludedOf(context: Context, actor: Actor, { id, number }: Which): Promise<Printed | ApiRefusal> {
  if (!actor.scopeFor('evidence.read').includes(id)) return refuse('not-found', 'There is no such client, or it is out of your reach.');
  return inClients(context.db, [id], async (tx) => {
    const [audit] = await readAudits(tx, id, number);
    if (audit === undefined) return refuse('not-found', 'There is no such audit of this client.');
    const kept = await readConclusion(tx, id, number);
    if (kept === null) return refuse('process-audit.not-possible', 'The audit is a draft: it is printed once it is concluded.');
    return { ...kept, actions: await readActions(tx, id, { auditId: audit.id }) };
  });
}

function fileName({ content }: Printed, ending: string): string {
  return fileNameOf(`Process audit ${content.number} ${content.client.name}`, ending);
}
