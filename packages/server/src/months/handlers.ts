/** Use cases of monthly reports. */
import { attainmentSentence, lastMonth, monthBefore, monthWords, needSentence, partlyRecorded } from '@fettle/core/months';
import type { MonthReport } from '@fettle/core/months';
import type { CallOutput } from '@fettle/protocol/client';
import { appendAudit, auditActor } from '../audit/index.ts';
import { clientZones } from '../deployments/index.ts';
import { fileNameOf, makePdf, notPdf, renderHtml } from '../evidence/index.ts';
import { inClients } from '../platform/database/index.ts';
import { isRefusal, providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers } from '../platform/feature.ts';
import { composeMonth } from './document.ts';
import type { MadeMonth } from './document.ts';
import { gatherMonth, runningMonth } from './gather.ts';
import { readClientsOfMonth, readMonth, readMonths } from './store.ts';

type View = CallOutput<'getMonth'>;
type Asked = { readonly id: string; readonly month: string };
type Found = { readonly content: MonthReport; readonly made: MadeMonth | null };

const mostMonths = 60;
const mostClients = 2_000;
const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');

export const monthHandlers: Handlers = {
  async listMonths({ context, actor, params: { id } }) {
    if (!actor.scopeFor('evidence.read').includes(id)) return noClient();
    return inClients(context.db, [id], async (tx) => {
      const client = await tx.selectFrom('client').select('name').where('client_id', '=', id).executeTakeFirst();
      if (client === undefined) return noClient();
      const zone = (await clientZones(tx, [id])).get(id) ?? 'UTC';
      const rows = await readMonths(tx, id, mostMonths);
      return {
        clientName: client.name,
        running: runningMonth(context.clock.now(), zone),
        items: rows.map(({ month, made_at: madeAt, digest, content }) => ({
          month,
          madeAt,
          digest,
          attainment: content.attainment,
          missing: partlyRecorded(content),
        })),
      };
    });
  },

  async getMonth({ context, actor, params }) {
    const found = await monthOf(context, actor, params);
    if (isRefusal(found)) return found;
    const { content, made } = found;
    return {
      made,
      missing: partlyRecorded(content),
      sentence: attainmentSentence(content.attainment),
      needs: content.needs.map(needSentence),
      report: content as View['report'],
    };
  },

  async getMonthDocument({ context, actor, params }) {
    const found = await monthOf(context, actor, params);
    if (isRefusal(found)) return found;
    const document = composeMonth(found.content, found.made);
    return {
      document: true,
      contentType: 'text/html; charset=utf-8',
      fileName: fileName(found.content, 'html'),
      body: renderHtml(document),
    };
  },

  async getMonthPdf({ context, actor, params }) {
    const found = await monthOf(context, actor, params);
    if (isRefusal(found)) return found;
    const { content, made } = found;
    const pdf = await makePdf(composeMonth(content, made), `${JSON.stringify(content, null, 1)}\n`);
    if (!pdf.ok) return refuse('unavailable', notPdf[pdf.because]);
    await inClients(context.db, [params.id], (tx) =>
      appendAudit(tx, params.id, {
        action: 'month.exported',
        actor: auditActor(actor),
        subject: `month:${content.month}`,
        body: { month: content.month, digest: made?.digest ?? null },
        at: context.now(),
      }),
    );
    return { document: true, contentType: 'application/pdf', fileName: fileName(content, 'pdf'), body: pdf.bytes };
  },

  async listClientsOfMonth({ context, actor, query }) {
    const scope = actor.scopeFor('evidence.read').filter((id) => id !== providerId);
    const month = query.month ?? lastMonth(context.clock.now(), 'UTC');
    const rows = await inClients(context.db, scope, (tx) => readClientsOfMonth(tx, month, mostClients));
    return {
      month,
      items: rows
        .filter((row) => scope.includes(row.client_id))
        .map(({ client_id: clientId, name: clientName, made_at: madeAt, attainment, devices, failing }) => ({
          clientId,
          clientName,
          madeAt,
          attainment,
          devices,
          failingSteps: madeAt === null ? null : failing,
        })),
    };
  },
};

/** The report that is kept, or how the running month stands now; so does the last one until its report is made. */
async function monthOf(context: Context, actor: Actor, { id, month }: Asked): Promise<Found | ApiRefusal> {
  if (!actor.scopeFor('evidence.read').includes(id)) return noClient();
  return inClients(context.db, [id], async (tx) => {
    const kept = await readMonth(tx, id, month);
    if (kept !== null) return { content: kept.content, made: { madeAt: kept.made_at, digest: kept.digest } };
    const zone = (await clientZones(tx, [id])).get(id) ?? 'UTC';
    const running = runningMonth(context.clock.now(), zone);
    if (month !== running && month !== monthBefore(running)) return refuse('not-found', notThere(month, running));
    const content = await gatherMonth(tx, context, id, month);
    return content === null ? noClient() : { content, made: null };
  });
}

function notThere(month: string, running: string): string {
  return month > running
    ? `${monthWords(month)} has not begun.`
    : `There is no report of ${monthWords(month)}. One is made six hours after a month is over, where the client had a device and Fettle recorded deadlines in it.`;
}

function fileName({ client, month }: MonthReport, ending: string): string {
  return fileNameOf(`Patch report ${client.name} ${month}`, ending);
}
