export { judgeChecks } from './judge-checks.ts';
export type { JudgedCheck, JudgedChecks } from './judge-checks.ts';
export { verify } from './verify.ts';
export type { Seen, Verification, VerificationReason } from './verify.ts';
export { compareConfiguration, configurationKinds, differenceInWords, mostDifferences } from './configuration.ts';
export type { ConfigurationDifference, ConfigurationLook, ConfigurationReport, MarkedFile, PackageFileStanding } from './configuration.ts';
export { otherThanBefore } from './other-than-before.ts';
export type { OtherThanBefore, WentBack } from './other-than-before.ts';
