import type { CvssVersion } from '../types.ts';
import type { Severity } from './types.ts';

/**
 * The word for a score. 3.x and 4.0 by their qualitative rating scale (0; 0.1-3.9; 4.0-6.9; 7.0-8.9; 9.0-10). 2.0 has none of
 * its own: the bands are those of the NVD (https://nvd.nist.gov/vuln-metrics/cvss), which know neither "none" nor "critical".
 */
export function severityOf(version: CvssVersion, score: number): Severity {
  if (version === '2.0') return score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}
