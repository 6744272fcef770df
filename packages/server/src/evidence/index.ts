/** Evidence: the audit trail to look at and to take along, and what a deployment did, always built from records. */
import type { Feature } from '../platform/feature.ts';
import { exportAudit, listAudit } from './audit-handlers.ts';
import { getFleetReportFile, listFleetReport } from './fleet/handlers.ts';
import { getReport, getReportPdf } from './report-handlers.ts';

export { evidenceReaction } from './reaction.ts';
export { buildReport } from './report/build.ts';
export type { InstallationReport } from './report/types.ts';

export const evidence: Feature = {
  name: 'evidence',
  handlers: { listAudit, exportAudit, getReport, getReportPdf, listFleetReport, getFleetReportFile },
};
