/** Acknowledging an announcement: where its link stands in a message, and the words of the page that it opens. */
import { wordsFor } from './languages.ts';
import type { AcknowledgePage } from './words.ts';

/** Stands in a message where the link belongs that is made when it is sent. It leads nowhere (RFC 2606). */
export const acknowledgeHere = 'https://acknowledge.invalid/';

/** The words of the page, for a BCP 47 tag; English for a language that is not spoken here. */
export function acknowledgePage(tag: string): { readonly language: string; readonly words: AcknowledgePage } {
  const { language, words } = wordsFor(tag);
  return { language, words: words.page };
}
