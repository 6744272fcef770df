import type { Fault } from '../risk/index.ts';
import { isReached } from './judge-offer.ts';
import type { OfferToJudge } from './judge-offer.ts';

/** An advisory that is no vulnerability: a bug fix, with the class that its publisher gave it. It holds for the version that is installed. */
export type BugFix = { readonly id: string; readonly severity: string | null; readonly fixed: string | null };

/** The words with which makers class a bug fix as one that should not wait. Red Hat's classification and the same words of others. */
const pressing: readonly string[] = ['critical', 'important'];

/** The faults that an offer mends by its maker's own class. Without such a class, or where its fixed version can not be compared, a bug fix says nothing. */
export function classFaults(
  fixes: readonly BugFix[],
  offer: Pick<OfferToJudge, 'manager' | 'to' | 'sourceVersion' | 'namedBy'>,
): readonly (Fault & { readonly id: null })[] {
  return fixes.flatMap(({ id, severity, fixed }) => {
    const word = severity?.trim().toLowerCase() ?? '';
    if (!pressing.includes(word) || !isReached(fixed, offer, offer)) return [];
    return [{ id: null, kind: 'stability', shownBy: 'vendor-class', reason: `${id} is a bug fix that its publisher calls ${word}.` }];
  });
}
