/**
 * Health checks that a device runs on itself before and after a change. A kind of check is one member of the union and one
 * folder entry in `packages/managers/src/checks`; answers know three values because "could not measure" is neither good nor bad.
 */

/**
 * `service`: a systemd unit is active. `tcp`: something on this device accepts a connection. `http`: a URL on this device answers
 * `expectStatus` to a GET (redirects are not followed). `timeoutSeconds` bounds the whole check, retries included: a service that
 * needs a moment after its restart passes as soon as it answers.
 */
export type HealthCheck =
  | { readonly kind: 'service'; readonly name: string; readonly unit: string; readonly timeoutSeconds: number }
  | { readonly kind: 'tcp'; readonly name: string; readonly host: string; readonly port: number; readonly timeoutSeconds: number }
  | { readonly kind: 'http'; readonly name: string; readonly url: string; readonly expectStatus: number; readonly timeoutSeconds: number };

export const healthCheckKinds = ['service', 'tcp', 'http'] as const satisfies readonly HealthCheck['kind'][];

/** What one check found. `detail` is for a person: what was asked and what came back, at most 2,000 characters. */
export type CheckAnswer = {
  readonly name: string;
  readonly answer: 'passed' | 'failed' | 'could-not-measure';
  readonly detail: string;
  readonly durationMs: number;
};
