/** What is known of a system's support, in sentences. */
import { supportWords } from '@fettle/core/lifecycle';
import type { Lifecycle, SupportStanding } from '@fettle/core/lifecycle';

/** What `system_support` says of a system. */
export type SupportRow = {
  readonly product: string | null;
  readonly product_label: string | null;
  readonly cycle: string | null;
  readonly standing: SupportStanding;
  readonly state: Lifecycle['state'];
  readonly reason: Lifecycle['why'];
  readonly ends: string | null;
  readonly extended_until: string | null;
};

/** The row in a sentence; `name`: what the system is called there. */
export function wordsOf({ product, state, reason, ends, extended_until: extendedUntil }: SupportRow, name: string): string {
  if (product === null) return `No terms of support are published for ${name}.`;
  return supportWords({ state, ends, extendedUntil, why: reason }, name);
}
