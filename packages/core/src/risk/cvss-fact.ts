import { parseVector, scoreParsed, severityOf } from './cvss/index.ts';
import type { CvssVector, Severity } from './cvss/index.ts';
import type { Say } from './facts.ts';
import type { CvssVersion } from './types.ts';

/** A score as it was given, or one with the vector that explains it. */
export type CvssFact = {
  readonly base: number;
  /** The one that counts: with threat and environment where the vector has them. */
  readonly score: number;
  readonly severity: Severity;
  /** Null: only a number was given. It is read in the bands of 3.x. */
  readonly version: CvssVersion | null;
  /** Confidentiality, integrity and availability all wholly lost; null: no vector says. */
  readonly allHigh: boolean | null;
};

/** Reads a score (0 to 10), a score in digits, or a vector; `null`, and said, when it is none of them. */
export function readCvss(value: number | string | null, say: Say): CvssFact | null {
  if (value === null || value === '') {
    say('severity.cvss', null, 'No CVSS score is known; that is not 0.');
    return null;
  }
  const number = typeof value === 'number' ? value : Number(value);
  if (number >= 0 && number <= 10)
    return { base: number, score: number, severity: severityOf('3.1', number), version: null, allHigh: null };
  const vector = parseVector(String(value));
  if ('error' in vector) {
    say('severity.cvss', null, `"${value}" can not be read (${vector.error}): CVSS counts as not known.`);
    return null;
  }
  const { base, score, severity, version } = scoreParsed(vector);
  return { base, score, severity, version, allHigh: allHigh(vector) };
}

function allHigh({ version, metrics }: CvssVector): boolean {
  const names = version === '4.0' ? ['VC', 'VI', 'VA'] : ['C', 'I', 'A'];
  const whole = version === '2.0' ? 'C' : 'H';
  return names.every((name) => metrics.get(name) === whole);
}
