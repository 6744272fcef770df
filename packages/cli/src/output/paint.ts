/** Colour, where the person wants it: never away from a terminal, never with NO_COLOR (no-color.org) or TERM=dumb. */
import type { Io } from '../io.ts';

export type Tone = 'plain' | 'strong' | 'muted' | 'good' | 'attention' | 'failing';
export type Paint = (text: string, tone: Tone) => string;

/** SGR codes (ECMA-48, 8.3.117). */
const codes: Readonly<Record<Exclude<Tone, 'plain'>, readonly [number, number]>> = {
  strong: [1, 22],
  muted: [2, 22],
  good: [32, 39],
  attention: [33, 39],
  failing: [31, 39],
};

/** Words alone carry the meaning; colour only repeats it. */
export function paintFor(io: Pick<Io, 'env'>, isTerminal: boolean): Paint {
  const noColor = io.env['NO_COLOR'];
  if (!isTerminal || (noColor !== undefined && noColor !== '') || io.env['TERM'] === 'dumb') return (text) => text;
  return (text, tone) => {
    if (tone === 'plain' || text === '') return text;
    const [on, off] = codes[tone];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
