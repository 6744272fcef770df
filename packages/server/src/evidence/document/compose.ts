/** The installation report as a document: sections in the order in which a reader asks. */
import type { InstallationReport } from '../report/types.ts';
import { clockOf } from '../report/times.ts';
import { annex } from './annex.ts';
import { changes } from './changes.ts';
import { devices } from './devices.ts';
import { head } from './head.ts';
import { afterwards } from './afterwards.ts';
import { course } from './course.ts';
import { plain, quoted } from './text.ts';
import type { Document } from './types.ts';

export function composeReport(report: InstallationReport): Document {
  const clock = clockOf(report.client.zone);
  return {
    language: 'en',
    kind: 'Installation report',
    title: report.about.title,
    lead: [quoted(report.client.name), plain(' · by '), quoted(report.provider)],
    author: report.provider,
    foot: `Records up to event ${report.upTo.events}, ${clock.second(report.upTo.at)}`,
    asOf: report.upTo.at,
    blocks: [
      ...head(report, clock),
      ...course(report, clock),
      ...changes(report),
      ...devices(report, clock),
      ...afterwards(report, clock),
      ...annex(report, clock),
    ],
  };
}
