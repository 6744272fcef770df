/** What is known of the support of a system or software, in sentences. */
import type { EffectiveDecision } from '@fettle/core/decisions';
import { supportWords } from '@fettle/core/lifecycle';
import type { Lifecycle, LifecycleKind, SupportStanding } from '@fettle/core/lifecycle';
import type { LifecycleDecision } from '@fettle/protocol/lifecycle';
import type { z } from 'zod';

/** What `lifecycle_subject` says of one. */
export type SupportRow = {
  readonly kind: LifecycleKind;
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
export function wordsOf({ kind, product, state, reason, ends, extended_until: extendedUntil }: SupportRow, name: string): string {
  if (product === null) return `No terms of support are published for ${name}.`;
  return supportWords({ state, ends, extendedUntil, why: reason }, name, kind);
}

/** What a row is called: a system by its own name, software by its product and release. */
export function nameOf({
  kind,
  called,
  product_label: label,
  what,
}: Pick<SupportRow, 'kind' | 'product_label'> & { readonly what: string; readonly called: string }): string {
  return kind === 'system' ? called : `${label ?? what} ${called}`;
}

/** What counts for one device, as the API shows it; null: nothing was decided. */
export function decisionShown(weighed: EffectiveDecision | null): z.infer<typeof LifecycleDecision> {
  const decision = weighed?.decision ?? null;
  return {
    state: weighed?.state ?? 'open',
    why: weighed?.why ?? 'Nothing was decided.',
    id: decision?.id ?? null,
    kind: decision?.kind ?? null,
    endsAt: decision?.endsAt ?? null,
  };
}
