/** A document as the layout takes it: every text showable, and what could turn the text around it kept apart. Pure. */
import { byNumber, turnsDirection, visible } from '../document/visible.ts';
import type { Block, Document, Span, Text } from '../document/types.ts';

/** `undrawable`: characters for which there is no font; they are written by their numbers, and the document ends with saying so. */
export function prepareDocument(document: Document, undrawable: ReadonlySet<string>): unknown {
  const show = (text: string) => numbered(visible(text), undrawable);
  const span = (one: Span): Span => ({ ...one, text: one.as === 'sentence' ? show(one.text) : isolated(show(one.text)) });
  const text = (all: Text): Text => all.map(span);
  const block = (one: Block): Block => {
    switch (one.kind) {
      case 'heading':
      case 'paragraph':
        return { ...one, text: text(one.text) };
      case 'facts':
        return { ...one, rows: one.rows.map(({ label, value }) => ({ label, value: text(value) })) };
      case 'figures':
        return one;
      case 'table':
        return { ...one, caption: show(one.caption), rows: one.rows.map((row) => row.map(text)) };
      case 'list':
        return { ...one, items: one.items.map(text) };
      case 'log':
        return { ...one, lines: one.lines.map(show) };
    }
  };
  const { year, month, day, hour, minute, second } = Temporal.Instant.from(document.asOf).toZonedDateTimeISO('UTC');
  return {
    ...document,
    title: isolated(show(document.title)),
    author: show(document.author),
    foot: show(document.foot),
    lead: text(document.lead),
    date: { year, month, day, hour, minute, second },
    blocks: [...document.blocks.map(block), ...aboutUndrawable(undrawable)],
  };
}

/** Runs of such characters become one group of numbers. */
function numbered(text: string, undrawable: ReadonlySet<string>): string {
  if (undrawable.size === 0) return text;
  let made = '';
  let run: string[] = [];
  for (const character of text) {
    if (undrawable.has(character)) {
      run.push(character);
      continue;
    }
    made += (run.length === 0 ? '' : byNumber(run)) + character;
    run = [];
  }
  return run.length === 0 ? made : made + byNumber(run);
}

/** Between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX 9). */
function isolated(text: string): string {
  return turnsDirection(text) ? `\u2068${text}\u2069` : text;
}

function aboutUndrawable(undrawable: ReadonlySet<string>): readonly Block[] {
  if (undrawable.size === 0) return [];
  const words = `No font on this server can draw ${undrawable.size === 1 ? 'one character' : `${undrawable.size} characters`} that stand in these records. They are written by their Unicode numbers, like ‹U+65E5›; the attached report.json has them as they are.`;
  return [
    { kind: 'heading', level: 2, id: 'characters', text: [{ text: 'Characters without a font', as: 'plain' }] },
    { kind: 'paragraph', text: [{ text: words, as: 'plain' }] },
  ];
}
