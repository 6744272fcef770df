/**
 * What people, and the maker's class, say of an offer's urgency beside what is known of its vulnerabilities. Deadlines are not touched by any of it: they follow from
 * what is published and from what the client is held to.
 */
import { urgencyOf } from '../risk/index.ts';
import type { Fault, Override, UrgencyRules } from '../risk/index.ts';
import type { JudgedOffer } from './judge-offer.ts';
import type { Urgency } from './types.ts';

export type OfferWords = {
  /** Faults that this device shows and that the update mends. `id`: of the person's word; null: the class that the maker gave it. */
  readonly faults: readonly (Fault & { readonly id: string | null })[];
  /** `until`: RFC 3339; null: until it is revoked. */
  readonly override: (Override & { readonly id: string; readonly until: string | null }) | null;
};

export type SpokenOffer = JudgedOffer & {
  /** The person's word that counts for it; null: nobody said anything. */
  readonly word: string | null;
  /** What follows without a person's word, where that is something else; null: the same. */
  readonly ruled: { readonly urgency: Urgency; readonly reasons: readonly string[] } | null;
  /** Why a person's word was not followed; null: it was, or there is none. */
  readonly notFollowed: string | null;
};

/**
 * The judgement with what was said. A fault makes urgent, a person says otherwise in both directions and needs a reason; what the catalogue of known exploited
 * vulnerabilities has is never lowered.
 */
export function withWords(judged: JudgedOffer, { faults, override }: OfferWords, rules: UrgencyRules): SpokenOffer {
  const byClass = withFaults(
    judged,
    faults.filter(({ id }) => id === null),
    rules,
  );
  const seen = withFaults(
    byClass,
    faults.filter(({ id }) => id !== null),
    rules,
  );
  const word = override?.id ?? faults.find(({ id }) => id !== null)?.id ?? null;
  const answer = override === null ? { judged: seen, notFollowed: null } : overridden(seen, override);
  // A fault that a person saw is a rule like the others, once somebody says otherwise than the rules.
  const without = override === null ? byClass : seen;
  const ruled = without.urgency === answer.judged.urgency ? null : without;
  return {
    ...answer.judged,
    word,
    ruled: ruled === null ? null : { urgency: ruled.urgency, reasons: ruled.reasons },
    notFollowed: answer.notFollowed,
  };
}

function withFaults(judged: JudgedOffer, faults: readonly Fault[], rules: UrgencyRules): JudgedOffer {
  const said = faults.flatMap((fault) =>
    urgencyOf({ cves: [], fault }, rules).reasons.flatMap(({ code, sentence }) => (code === 'fault-shown' ? [sentence] : [])),
  );
  if (said.length === 0) return judged;
  const besides = judged.urgency === 'urgent' ? judged.reasons : [];
  return { ...judged, urgency: 'urgent', reasons: [...said, ...besides], why: `urgent: ${said.join(' ')} ${judged.why}` };
}

function overridden(
  ruled: JudgedOffer,
  { urgency, by, reason, until }: NonNullable<OfferWords['override']>,
): { readonly judged: JudgedOffer; readonly notFollowed: string | null } {
  const against = urgency === ruled.urgency ? 'as the rules say' : `where the rules say ${ruled.urgency}`;
  const end = until === null ? '' : ` until ${until.slice(0, 10)}`;
  const text = reason.trim();
  const exploited = ruled.vulnerabilities.find(({ input }) => input.inKev === true);
  const notFollowed =
    text === ''
      ? `${by} wanted it ${urgency} and gave no reason: the rules decide.`
      : urgency === 'normal' && ruled.urgency === 'urgent' && exploited !== undefined
        ? `${by} wanted it normal (${text}); the catalogue of known exploited vulnerabilities has ${exploited.id}, so it stays urgent.`
        : null;
  if (notFollowed !== null) return { judged: { ...ruled, reasons: [...ruled.reasons, notFollowed] }, notFollowed };
  const sentence = `${by} decided ${urgency}${end}, ${against}: ${text}`;
  return { judged: { ...ruled, urgency, reasons: [sentence, ...ruled.reasons], why: `${urgency}: ${sentence} ${ruled.why}` }, notFollowed };
}
