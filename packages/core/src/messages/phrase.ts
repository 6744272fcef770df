/**
 * Sentences that keep apart what Fettle says and what it quotes (names, versions). Quoted text comes from devices and people:
 * it is put on one line, and in HTML it is escaped and kept from turning the direction of the text around it.
 */
type Piece = { readonly quoted: boolean; readonly text: string };

export type Phrase = readonly Piece[];

/** The longest quotation; longer ones end with an ellipsis. */
const longestQuote = 200;

/** A sentence: the template's own words, with names quoted in it and phrases put into it. */
export function say(words: TemplateStringsArray, ...parts: readonly (string | number | Phrase)[]): Phrase {
  return words.flatMap((text, index) => {
    const part = parts[index];
    const said = { quoted: false, text };
    if (part === undefined) return [said];
    return typeof part === 'object'
      ? [said, ...part]
      : [said, typeof part === 'number' ? { quoted: false, text: String(part) } : { quoted: true, text: oneLine(part) }];
  });
}

/** The sentence as plain text. */
export function phraseText(phrase: Phrase): string {
  return phrase.map((piece) => piece.text).join('');
}

/** The sentence as HTML, quotations isolated with `bdi`. */
export function phraseHtml(phrase: Phrase): string {
  return phrase.map(({ quoted, text }) => (quoted ? `<bdi>${escapeHtml(text)}</bdi>` : escapeHtml(text))).join('');
}

/** Escapes text for HTML content and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** Control characters and line separators become spaces, so that no name can add a line or a mail header; lone surrogates are replaced. */
function oneLine(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return clip(line, longestQuote);
}

/** At most `most` characters of a text, the last an ellipsis where it is cut. It cuts between code points, so a combined emoji may come apart, never a character. */
export function clip(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}
