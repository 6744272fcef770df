export { indexAdvisories } from './advisory-index.ts';
export type { AdvisoryIndex, Statement } from './advisory-index.ts';
export { readCsaf } from './csaf.ts';
export type { CsafReading } from './csaf.ts';
export { derivativeNote, whyNotCompared } from './derivatives.ts';
export { ecosystemsOf } from './device-ecosystems.ts';
export type { DeviceOs, ExtendedSupport } from './device-ecosystems.ts';
export { canonicalEcosystem, familyOf, withoutRelease } from './families.ts';
export type { EcosystemFamily, NamedBy } from './families.ts';
export { foreignBuildMarks, isForeignBuild } from './foreign-builds.ts';
export { cvesIn, isId, kindOfId } from './ids.ts';
export { askedOf, match, matchIn } from './match.ts';
export { matchingVersion } from './matching-version.ts';
export { matchRow } from './match-row.ts';
export type { RowAnswer, RowFinding } from './match-row.ts';
export { mergeAdvisories } from './merge.ts';
export { advisoriesOf } from './neutral.ts';
export { readOsv } from './osv.ts';
export type { Unreadable } from './osv.ts';
export { debianNumberOf } from './releases.ts';
export { signedNames, unsignedSource } from './signed-source.ts';
export { statusOf } from './status.ts';
export type { AdvisoryStatus, StatusAnswer, StatusQuestion } from './status.ts';
export type {
  Advisory,
  AdvisoryKind,
  Affected,
  Match,
  MatchAnswer,
  NoFixReason,
  PublishedSeverity,
  RecordProblem,
  Subject,
  UnknownReason,
  Unsettled,
  VersionRange,
} from './types.ts';
