/** The monthly report of a client: what a business owner reads on one page, then the detail. */
import type { StepState } from '../checklist/index.ts';
import type { Attainment, Latency } from './types.ts';

/** One rule (a framework or the SLA) and how its deadlines of the month were met. */
export type RuleAttainment = Attainment & { readonly rule: string };

/** An update on a device that was not in by its time. `installedAt` null: it still is not, as of the report. */
export type MissedRow = {
  readonly deviceId: string;
  readonly device: string;
  readonly update: string;
  readonly rule: string;
  readonly urgency: 'urgent' | 'normal';
  readonly due: string;
  readonly endedAt: string | null;
};

export type ChangeRow = {
  readonly deploymentId: string;
  readonly title: string;
  /** When the last of its devices in this month was over. */
  readonly at: string;
  readonly verified: number;
  readonly failed: number;
  readonly takenBack: number;
  readonly otherwise: number;
};

/** How one of the twelve steps stood at the end of the month; `before`: at the end of the month before. */
export type MonthStep = {
  readonly step: number;
  readonly title: string;
  readonly state: StepState;
  readonly before: StepState;
  readonly sentence: string;
};

export const needKinds = ['approvals', 'decisions-ending', 'support', 'discovered', 'silent'] as const;
export type NeedKind = (typeof needKinds)[number];
/** What only the client can do. Zeros are left out. */
export type Need = { readonly kind: NeedKind; readonly count: number };

/** A month in the trend; counts null: of that month there is no report. */
export type TrendMonth = { readonly month: string; readonly met: number | null; readonly owed: number | null };

/** All times are RFC 3339; rows beyond those that a report has room for are counted in `more…`. */
export type MonthReport = {
  readonly format: 'fettle-month/1';
  readonly provider: string;
  readonly client: { readonly id: string; readonly name: string; readonly zone: string };
  readonly month: string;
  readonly from: string;
  readonly until: string;
  /** When the records were read: what is still open is open as of then. */
  readonly asOf: string;
  /** Deadlines are recorded since then; later than `from`: of a part of the month nothing is known. */
  readonly recordedSince: string;
  readonly fleet: { readonly devices: number; readonly scanned: number; readonly withoutMissed: number };
  readonly attainment: Attainment;
  readonly byRule: readonly RuleAttainment[];
  readonly latency: { readonly urgent: Latency; readonly normal: Latency };
  readonly missed: readonly MissedRow[];
  readonly moreMissed: number;
  /** Packages: changes that a scan saw. */
  readonly changes: { readonly packages: number; readonly devices: number; readonly rows: readonly ChangeRow[]; readonly more: number };
  readonly needs: readonly Need[];
  /** False: the twelve steps were not computed on that day, so of support, silence and machines without agent nothing is known. */
  readonly needsKnown: boolean;
  readonly steps: readonly MonthStep[];
  /** The months before this one, the oldest first, and this one. */
  readonly trend: readonly TrendMonth[];
};
