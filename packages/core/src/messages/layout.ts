/** A message as blocks, laid out as plain text and as HTML with the same words. */
import { clip, escapeHtml, phraseHtml, phraseText } from './phrase.ts';
import type { Phrase } from './phrase.ts';

export type Block =
  | { readonly kind: 'paragraph'; readonly phrase: Phrase }
  | { readonly kind: 'list'; readonly title: Phrase; readonly items: readonly Phrase[] };

const longestSubject = 200;

export function paragraph(phrase: Phrase): Block {
  return { kind: 'paragraph', phrase };
}

/** A titled list, or nothing when it has no items. Beyond `most` items the last one says how many more there are. */
export function list(title: Phrase, items: readonly Phrase[], most: number, more: (count: number) => Phrase): readonly Block[] {
  if (items.length === 0) return [];
  const shown = items.length > most ? [...items.slice(0, most), more(items.length - most)] : items;
  return [{ kind: 'list', title, items: shown }];
}

/** Blocks as text, an empty line between them, list items behind a dash. */
export function layText(blocks: readonly Block[]): string {
  return `${blocks.map((block) => (block.kind === 'paragraph' ? phraseText(block.phrase) : [phraseText(block.title), ...block.items.map((item) => `- ${phraseText(item)}`)].join('\n'))).join('\n\n')}\n`;
}

/** Blocks as a whole HTML document. */
export function layHtml(subject: string, language: string, blocks: readonly Block[]): string {
  const body = blocks.map((block) =>
    block.kind === 'paragraph'
      ? `<p>${phraseHtml(block.phrase)}</p>`
      : `<p>${phraseHtml(block.title)}</p>\n<ul>\n${block.items.map((item) => `<li>${phraseHtml(item)}</li>`).join('\n')}\n</ul>`,
  );
  return `<!doctype html>\n<html lang="${escapeHtml(language)}">\n<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

/** The subject on one line, cut between characters. */
export function laySubject(phrase: Phrase): string {
  return clip(phraseText(phrase), longestSubject);
}
