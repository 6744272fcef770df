/** Short names for the pieces that documents are written with. */
import type { Tone } from '@fettle/core/deployment';
import type { Block, Span, Text } from './types.ts';

export const plain = (text: string): Span => ({ text, as: 'plain' });
export const quoted = (text: string): Span => ({ text, as: 'quoted' });
export const said = (text: string): Span => ({ text, as: 'sentence' });
export const time = (text: string): Span => ({ text, as: 'time' });
export const code = (text: string): Span => ({ text, as: 'code' });
export const strong = (text: string): Span => ({ text, as: 'strong' });
export const muted = (text: string): Span => ({ text, as: 'muted' });
export const status = (tone: Tone, text: string): Span => ({ text, as: 'status', tone });

/** What is not known is said as that, in every cell. */
export const notKnown: Text = [muted('not known')];
export const none: Text = [muted('none')];

/** The text, or that it is not known. */
export function known(text: string | null, as: (text: string) => Span = plain): Text {
  return text === null || text === '' ? notKnown : [as(text)];
}

export function heading(level: 2 | 3, id: string, ...text: Text): Block {
  return { kind: 'heading', level, id, text };
}
export function paragraph(...text: Text): Block {
  return { kind: 'paragraph', text };
}
export function remark(text: string): Block {
  return { kind: 'paragraph', text: [muted(text)], soft: true };
}

/** `1 device`, `12 devices`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

/** At most `most` names, then how many more there are. */
export function names(all: readonly string[], most = 8): Text {
  const shown = all.slice(0, most).flatMap((name, index) => [...(index === 0 ? [] : [plain(', ')]), quoted(name)]);
  return all.length > most ? [...shown, muted(` and ${all.length - most} more`)] : shown;
}

/** First letter large. */
export function sentence(text: string): string {
  return text === '' ? text : `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
