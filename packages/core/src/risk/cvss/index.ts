export { canonicalVector, parseVector } from './parse.ts';
export { scoreParsed, scoreVector } from './score.ts';
export { severityOf } from './severity.ts';
export type { CvssScore, CvssVector, Nomenclature, Severity } from './types.ts';
