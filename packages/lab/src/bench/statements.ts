/** Which statements a process sends to its database, how often, and for how long it waits for each: seen at the driver, for benchmarks. */
import pg from 'pg';

export type StatementTime = { readonly text: string; readonly times: number; readonly ms: number };

/** Begins to watch. `take`: what was seen since the last take, those that were waited for longest first. */
export function watchStatements(): { readonly take: () => StatementTime[] } {
  let seen = new Map<string, { times: number; ms: number }>();
  // Called with texts, with objects, and with callbacks: nothing is taken for known of it but that it can be called.
  const original: unknown = Reflect.get(pg.Client.prototype, 'query');
  if (typeof original !== 'function') throw new Error('pg has no place any more at which statements could be watched.');
  const watched = function (this: pg.Client, ...given: unknown[]): unknown {
    const began = performance.now();
    const text = textOf(given[0]);
    const asked: unknown = Reflect.apply(original, this, given);
    if (text === null || !(asked instanceof Promise)) return asked;
    const note = (): void => {
      const known = seen.get(text) ?? { times: 0, ms: 0 };
      seen.set(text, { times: known.times + 1, ms: known.ms + performance.now() - began });
    };
    asked.then(note, note);
    return asked;
  };
  Reflect.set(pg.Client.prototype, 'query', watched);
  return {
    take() {
      const taken = [...seen].map(([text, { times, ms }]) => ({ text, times, ms }));
      seen = new Map();
      return taken.toSorted((a, b) => b.ms - a.ms);
    },
  };
}

/** What a text is shown as, remembered: the watching is paid by who is watched. */
const shown = new Map<string, string>();
const mostShown = 2000;

function textOf(asked: unknown): string | null {
  const text = typeof asked === 'string' ? asked : typeof asked === 'object' && asked !== null && 'text' in asked ? asked.text : null;
  if (typeof text !== 'string') return null;
  // The clients in scope are in the text of what begins a transaction, a long one where they are many.
  if (text.startsWith('begin;')) return "begin; select set_config('fettle.clients', '{…}', true)";
  const known = shown.get(text);
  if (known !== undefined) return known;
  const made = text.replaceAll(/\s+/g, ' ').trim();
  if (shown.size < mostShown) shown.set(text, made);
  return made;
}
