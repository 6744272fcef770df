/** What the kinds of health checks have in common. */
import type { CheckAnswer, HealthCheck } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';

/** One look. `wait`: not yet, but it may still come (starting, refused): looked at again until the time is up, then it counts as failed. */
export type Look =
  | { readonly answer: CheckAnswer['answer']; readonly detail: string }
  | { readonly answer: 'wait'; readonly detail: string };

export type CheckKind<K extends HealthCheck['kind']> = {
  readonly kind: K;
  /** `since`: when the change began (RFC 3339); null: none has begun. */
  look(machine: Machine, check: Extract<HealthCheck, { kind: K }>, leftMs: number, since: string | null): Promise<Look>;
};
