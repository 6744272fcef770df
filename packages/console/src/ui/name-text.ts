/**
 * Makes a name from outside safe to stand in a line. Names come from devices, imports and people; they may hold anything that Unicode
 * knows. What would reorder, hide or break the text around it is shown as a mark; all letters of all scripts stay as they are,
 * joiners included, since emoji and several scripts need them.
 */

// C0 and C1 controls, soft hyphen, Arabic letter mark, zero-width space, direction marks, separators, embeddings, overrides,
// invisible operators, isolates, byte order mark, interlinear marks, tag characters.
const dangerous =
  /[\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/gu;

export type NamePart = { readonly text: string; readonly mark: boolean };

/** Splits a name in plain parts and marks (`U+202E`). Lone surrogates become U+FFFD; a name without anything visible becomes one mark. */
export function nameParts(name: string): readonly NamePart[] {
  const whole = name.toWellFormed();
  if (whole.trim() === '') return [{ text: whole === '' ? 'no name' : 'blank name', mark: true }];
  const parts: NamePart[] = [];
  let from = 0;
  for (const found of whole.matchAll(dangerous)) {
    if (found.index > from) parts.push({ text: whole.slice(from, found.index), mark: false });
    parts.push({ text: codeOf(found[0]), mark: true });
    from = found.index + found[0].length;
  }
  if (from < whole.length) parts.push({ text: whole.slice(from), mark: false });
  return parts;
}

/** The same as one line of plain text, for titles and labels that cannot hold marks. */
export function plainName(name: string): string {
  return nameParts(name)
    .map((part) => (part.mark ? `⟨${part.text}⟩` : part.text))
    .join('');
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
