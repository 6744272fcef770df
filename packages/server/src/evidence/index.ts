/** Evidence: the audit trail to look at and to take along, and what a deployment did, always built from records. */
import type { Feature } from '../platform/feature.ts';
import { exportAudit, listAudit } from './audit-handlers.ts';
import * as text from './document/text.ts';
import { clockOf } from './report/times.ts';
import { getFleetReportFile, listFleetReport } from './fleet/handlers.ts';
import { getReport, getReportPdf } from './report-handlers.ts';

export { countFleetRows, fleetRows } from './fleet/rows.ts';
export { evidenceReaction } from './reaction.ts';
export type { Block, Document, Text } from './document/types.ts';
export { fileNameOf } from './file-name.ts';
export { renderHtml } from './html/render.ts';
export { makePdf } from './pdf/make-pdf.ts';
export { notPdf } from './pdf/words.ts';
export { composeReport } from './document/compose.ts';
export { buildReport } from './report/build.ts';
export type { InstallationReport } from './report/types.ts';

/** What documents of other features are written with. */
export const pieces = { ...text, clockOf };

export const evidence: Feature = {
  name: 'evidence',
  handlers: { listAudit, exportAudit, getReport, getReportPdf, listFleetReport, getFleetReportFile },
};
