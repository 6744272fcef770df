import type { CvssVersion } from '../types.ts';

export type Severity = 'none' | 'low' | 'medium' | 'high' | 'critical';

/** Which metric groups a 4.0 score was made of (CVSS 4.0, section 1.3): base, threat, environmental. */
export type Nomenclature = 'CVSS-B' | 'CVSS-BT' | 'CVSS-BE' | 'CVSS-BTE';

/** Scores are 0.0 to 10.0 with one decimal; `null` is a score that the version does not have. */
export type CvssScore = {
  readonly version: CvssVersion;
  /** The score of the base metrics alone, in every version. */
  readonly base: number;
  /** 2.0 and 3.x; equals `base` where no temporal metric is defined. */
  readonly temporal: number | null;
  /** 2.0 and 3.x; by its own formula also where no environmental metric is defined, which in 3.1 can differ from `temporal` by 0.1. */
  readonly environmental: number | null;
  /**
   * The score that counts: environmental if such metrics are defined, else temporal if such are, else base. In 4.0 the one of all
   * metrics.
   */
  readonly score: number;
  readonly severity: Severity;
  readonly nomenclature: Nomenclature | null;
};

/** A vector that was read: every metric with a value that its version allows, none twice, none mandatory missing. */
export type CvssVector = {
  readonly version: CvssVersion;
  readonly metrics: ReadonlyMap<string, string>;
};
