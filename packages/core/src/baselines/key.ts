/** Under which name a device keeps what is usual of a measure. */
import type { HealthCheck } from '../deployment/checks.ts';

/** Checks whose answers take a time that can be compared. */
export type Responding = Extract<HealthCheck, { kind: 'http' | 'tcp' }>;

export function keyOf(check: Responding): string {
  return check.kind === 'http' ? `http ${check.url}` : `tcp ${check.host}:${check.port}`;
}

/** The checks of a list that a `slower` check of it is about. */
export function respondingIn(checks: readonly HealthCheck[]): readonly Responding[] {
  const wanted = new Set(checks.flatMap((check) => (check.kind === 'slower' ? [check.of] : [])));
  return checks.filter((check): check is Responding => (check.kind === 'http' || check.kind === 'tcp') && wanted.has(check.name));
}
