export { judgeChecks } from './judge-checks.ts';
export type { JudgedCheck, JudgedChecks } from './judge-checks.ts';
export { verify } from './verify.ts';
export type { Seen, Verification, VerificationReason } from './verify.ts';
