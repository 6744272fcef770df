import calculator from 'ae-cvss-calculator';
import { definesAny, metricTables } from './metrics.ts';
import { canonicalVector, parseVector } from './parse.ts';
import { scores2 } from './score2.ts';
import { severityOf } from './severity.ts';
import type { CvssScore, CvssVector, Nomenclature } from './types.ts';

/**
 * Scores a vector of CVSS 2.0, 3.0, 3.1 or 4.0. A vector that its specification does not allow is an `error`, a sentence, and never a
 * score: missing, unknown or double metrics, values of another metric, a foreign prefix and, in 2.0 and 4.0, a wrong order.
 */
export function scoreVector(vector: string): CvssScore | { readonly error: string } {
  const read = parseVector(vector);
  return 'error' in read ? read : scoreParsed(read);
}

/** The same for a vector that was read. */
export function scoreParsed(read: CvssVector): CvssScore {
  if (read.version === '4.0') return score4(read);
  const scores = read.version === '2.0' ? scores2(read.metrics) : scores3(read.version, read);
  const score = overall(read, scores);
  return { version: read.version, ...scores, score, severity: severityOf(read.version, score), nomenclature: null };
}

type Three = { readonly base: number; readonly temporal: number; readonly environmental: number };

function overall({ version, metrics }: CvssVector, scores: Three): number {
  if (definesAny(version, metrics, 'environmental')) return scores.environmental;
  return definesAny(version, metrics, 'temporal') ? scores.temporal : scores.base;
}

/**
 * A modified metric that is not defined has the value of its base metric (3.1, 4.2). They are all written out, because the calculator
 * leaves the environmental score away where no such metric is given, and in 3.1 that score has a formula of its own.
 */
function scores3(version: '3.0' | '3.1', vector: CvssVector): Three {
  const Calculator = version === '3.0' ? calculator.Cvss3P0 : calculator.Cvss3P1;
  const metrics = new Map(vector.metrics);
  for (const { name, group } of metricTables[version].metrics) {
    const modified = metrics.get(`M${name}`) ?? 'X';
    if (group === 'base' && modified === 'X') metrics.set(`M${name}`, metrics.get(name) ?? 'X');
  }
  const { base, temporal, environmental } = new Calculator(canonicalVector({ version, metrics })).calculateScores();
  if (base === undefined || environmental === undefined) throw new Error(`No score for ${canonicalVector(vector)}, which was checked.`);
  return { base, temporal: temporal ?? base, environmental };
}

function score4(vector: CvssVector): CvssScore {
  const { overall: score, baseMetricsOnly } = new calculator.Cvss4P0(canonicalVector(vector)).calculateScores();
  if (baseMetricsOnly === undefined) throw new Error(`No score for ${canonicalVector(vector)}, which was checked.`);
  return {
    version: '4.0',
    base: baseMetricsOnly,
    temporal: null,
    environmental: null,
    score,
    severity: severityOf('4.0', score),
    nomenclature: nomenclatureOf(vector),
  };
}

function nomenclatureOf({ version, metrics }: CvssVector): Nomenclature {
  const threat = definesAny(version, metrics, 'temporal');
  if (definesAny(version, metrics, 'environmental')) return threat ? 'CVSS-BTE' : 'CVSS-BE';
  return threat ? 'CVSS-BT' : 'CVSS-B';
}
