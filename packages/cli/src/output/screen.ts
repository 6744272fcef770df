/** What the text of an answer is made for: a width, colours, a time and a zone. */
import type { Io } from '../io.ts';
import { clean } from './clean.ts';
import { paintFor } from './paint.ts';
import type { Paint } from './paint.ts';
import { pad, widthOf, wrap } from './text-width.ts';

export type Screen = { readonly width: number | null; readonly paint: Paint; readonly now: Temporal.Instant; readonly zone: string };

export function screenOf(io: Pick<Io, 'width' | 'env' | 'isTerminal' | 'now' | 'zone'>): Screen {
  return { width: io.width, paint: paintFor(io, io.isTerminal.out), now: io.now(), zone: io.zone };
}

/** Facts, one a line, with their labels in a column. Those without a value are left out; long values are wrapped beside their label. */
export function facts(screen: Screen, rows: readonly (readonly [string, string | null])[]): string {
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== null && row[1] !== '');
  const width = Math.max(0, ...shown.map(([label]) => widthOf(label)));
  const room = screen.width === null ? null : Math.max(20, screen.width - width - 2);
  return shown
    .flatMap(([label, value]) =>
      wrap(value, room).map((line, index) => `${screen.paint(pad(index === 0 ? label : '', width), 'muted')}  ${line}`.trimEnd()),
    )
    .join('\n');
}

/** A sentence, wrapped to the screen behind `indent`. */
export function sentence(screen: Screen, text: string, indent = ''): string {
  const room = screen.width === null ? null : Math.max(20, screen.width - widthOf(indent));
  return wrap(clean(text), room)
    .map((line) => indent + line)
    .join('\n');
}

/** Blocks with an empty line between them; empty ones are left out. */
export function blocks(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

/** `3 devices`, `1 device`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
