/** What the readers of Today give: lines without the client's name, which is added once at the end. */
import type { CallOutput } from '@fettle/protocol/client';

export type Today = CallOutput<'today'>;
export type Line = Omit<Today['items'][number], 'clientName'>;
export type Next = Today['next'][number];

/** `one device`, `3 devices`. */
export function countOf(n: number, one: string, many: string): string {
  return `${n === 1 ? 'one' : n} ${n === 1 ? one : many}`;
}

/** The same as the beginning of a sentence. */
export function countAtStart(n: number, one: string, many: string): string {
  const text = countOf(n, one, many);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a, b, c and 4 more`. */
export function someOf(names: readonly string[]): string {
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}

/** A text that others wrote as a sentence of its own. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
