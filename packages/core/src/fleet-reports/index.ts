/** Fleet reports: rows over all devices in reach. What each has for columns, so that screen, file and page say the same. */
import type { RunOutcome } from '../deployment/index.ts';

export const fleetReportKinds = ['missing', 'installed', 'failed'] as const;
export type FleetReportKind = (typeof fleetReportKinds)[number];

/** `time`: an RFC 3339 instant. `day`: the date of one. `wide`: sentences. */
export type FleetColumn = { readonly key: string; readonly title: string; readonly as: 'text' | 'code' | 'time' | 'wide' };

export type FleetReport = {
  readonly title: string;
  /** What a row is, and what is not among them. */
  readonly about: string;
  readonly columns: readonly FleetColumn[];
  /** It is about a span of time; otherwise it is about now. */
  readonly spans: boolean;
};

const text = (key: string, title: string): FleetColumn => ({ key, title, as: 'text' });
const code = (key: string, title: string): FleetColumn => ({ key, title, as: 'code' });
const time = (key: string, title: string): FleetColumn => ({ key, title, as: 'time' });
const wide = (key: string, title: string): FleetColumn => ({ key, title, as: 'wide' });

const place = [text('client', 'Client'), text('site', 'Site'), text('device', 'Device')];
const change = [code('package', 'Package'), code('from', 'From'), code('to', 'To')];

export const fleetReports: Readonly<Record<FleetReportKind, FleetReport>> = {
  missing: {
    title: 'Missing updates',
    about: 'One row for each update that a device’s own package manager offers it and that it does not have, as of its last scan.',
    spans: false,
    columns: [
      ...place,
      ...change,
      text('class', 'Class'),
      text('urgency', 'Urgency'),
      time('due', 'Deadline'),
      text('dueBy', 'Deadline by'),
      time('since', 'Offered since'),
      text('withheld', 'Held back by'),
      text('deployment', 'On its way in'),
      time('scanned', 'Last scan'),
    ],
  },
  installed: {
    title: 'Recently installed',
    about:
      'One row for each package that a deployment changed on a device, where a scan after the change saw the new version. What was installed beside Fettle is not among them.',
    spans: true,
    columns: [...place, ...change, text('direction', 'Direction'), time('at', 'Seen'), text('deployment', 'Deployment')],
  },
  failed: {
    title: 'Failed, with reasons',
    about:
      'One row for each device on which a change did not end as it should: it failed, was taken back, was refused, missed its windows, or nobody knows how it ended.',
    spans: true,
    columns: [
      ...place,
      text('deployment', 'Deployment'),
      text('outcome', 'How it ended'),
      wide('why', 'Why'),
      code('code', 'Code'),
      text('attempt', 'Attempt'),
      time('at', 'Ended'),
    ],
  },
};

/** Ends that a person asks about; what was cancelled was wanted so. */
export const badEnds = ['failed', 'rolled back', 'refused', 'missed', 'unknown'] as const satisfies readonly RunOutcome[];

export function isFleetReportKind(text: string): text is FleetReportKind {
  return fleetReportKinds.some((kind) => kind === text);
}
