/** Every language that Fettle speaks to people outside: a new one is a file and a line here. */
import { de } from './de.ts';
import { en } from './en.ts';
import type { Words } from './words.ts';

const languages: Readonly<Record<string, Words>> = { en, de };

export const spokenLanguages: readonly string[] = Object.keys(languages);

/** The words for a BCP 47 tag such as `de-AT`, by its first part; English for a language that is not spoken here. */
export function wordsFor(tag: string): { readonly language: string; readonly words: Words } {
  const base = tag.toLowerCase().split(/[-_]/)[0] ?? '';
  const words = Object.hasOwn(languages, base) ? languages[base] : undefined;
  return words === undefined ? { language: 'en', words: en } : { language: base, words };
}
