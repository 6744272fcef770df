/** What people said of an update, in the words that every screen and command uses. */
import type { WordKind } from './types.ts';

/** `by`: by name, made safe for where it is shown. */
type Said = { readonly says: WordKind; readonly by: string };

const verbs: Readonly<Record<WordKind, string>> = { fault: 'raised for a fault', urgent: 'raised', normal: 'lowered' };

/** `lowered by Ada`, `raised for a fault by Ada`; and `Ada would lower it` where the update is not so `urgency`: that is not followed, or not everywhere. */
export function saidText({ says, by }: Said, urgency?: 'urgent' | 'normal'): string {
  const lowers = says === 'normal';
  if (urgency !== undefined && lowers !== (urgency === 'normal')) return `${by} would ${lowers ? 'lower' : 'raise'} it`;
  return `${verbs[says]} by ${by}`;
}

/** In this order what is said is told: what lowers it before anything else, for no lowering may stand behind a raising. */
export function lowestFirst<T extends Said>(said: readonly T[]): readonly T[] {
  return said.toSorted((a, b) => Number(b.says === 'normal') - Number(a.says === 'normal'));
}

/** One line for an update of this urgency: the first that lowers it, the first that raises it, and how many more there are; null where nobody says anything. */
export function saidLine(urgency: 'urgent' | 'normal', said: readonly Said[]): string | null {
  const lowers = said.find(({ says }) => says === 'normal');
  const raises = said.find(({ says }) => says !== 'normal');
  const told = [lowers, raises].flatMap((one) => (one === undefined ? [] : [saidText(one, urgency)]));
  if (told.length === 0) return null;
  const more = said.length - told.length;
  return `${told.join('; ')}${more > 0 ? `, and ${more} more` : ''}`;
}
