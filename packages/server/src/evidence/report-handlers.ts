/** The installation report of a deployment, as a page and as a PDF: the same document, laid out twice. */
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handler } from '../platform/feature.ts';
import { composeReport } from './document/compose.ts';
import type { Document } from './document/types.ts';
import { coverByCheckpoint } from './cover.ts';
import { fileNameOf } from './file-name.ts';
import { renderHtml } from './html/render.ts';
import { makePdf } from './pdf/make-pdf.ts';
import { notPdf } from './pdf/words.ts';
import { clientOfDeployment } from './records/read-deployment.ts';
import { buildReport } from './report/build.ts';
import type { InstallationReport } from './report/types.ts';

type Built = { readonly clientId: string; readonly report: InstallationReport; readonly document: Document };

export const getReport: Handler<'getReport'> = async ({ context, actor, params }) => {
  const built = await build(context, actor, params.id);
  if (isRefusal(built)) return built;
  return {
    document: true,
    contentType: 'text/html; charset=utf-8',
    fileName: fileName(built.report, 'html'),
    body: renderHtml(built.document),
  };
};

export const getReportPdf: Handler<'getReportPdf'> = async ({ context, actor, params }) => {
  const built = await build(context, actor, params.id);
  if (isRefusal(built)) return built;
  const { clientId, report, document } = built;
  const made = await makePdf(document, `${JSON.stringify(report, null, 1)}\n`);
  if (!made.ok) return refuse('unavailable', notPdf[made.because]);
  await inClients(context.db, [clientId], (tx) =>
    // About the report, not the deployment: an export must not change what the next one says.
    appendAudit(tx, clientId, {
      action: 'report.exported',
      actor: auditActor(actor),
      subject: `report:${params.id}`,
      body: { upToEvent: report.upTo.events, specHash: report.about.specHash },
      at: context.now(),
    }),
  );
  return { document: true, contentType: 'application/pdf', fileName: fileName(report, 'pdf'), body: made.bytes };
};

async function build(context: Context, actor: Actor, deploymentId: string): Promise<Built | ApiRefusal> {
  const scope = actor.scopeFor('evidence.read');
  const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, deploymentId));
  const missing = () => refuse('not-found', 'There is no such deployment, or it is out of your reach.');
  if (clientId === null) return missing();
  const report = await inClients(context.db, [clientId], async (tx) => {
    await coverByCheckpoint(tx, context, clientId, deploymentId);
    return buildReport(tx, clientId, deploymentId);
  });
  if (report === null) return missing();
  if (report === 'no spec')
    return refuse('deployment.not-ready', 'There is no spec yet: nothing was approved and nothing changed, so there is nothing to report.');
  return { clientId, report, document: composeReport(report) };
}

function fileName({ about, client }: InstallationReport, ending: string): string {
  return fileNameOf(`Installation report ${client.name} ${about.createdAt.slice(0, 10)} ${about.title}`, ending);
}
