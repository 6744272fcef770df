/** Which statements a process sends to its database, how often, and for how long it waits for each: seen at the driver, for benchmarks. */
import pg from 'pg';

export type StatementTime = { readonly text: string; readonly times: number; readonly ms: number };

/** As it is called: with texts, with objects, and with callbacks. */
type Query = (this: pg.Client, ...given: unknown[]) => unknown;

/** Begins to watch. `take`: what was seen since the last take, those that were waited for longest first. */
export function watchStatements(): { readonly take: () => StatementTime[] } {
  let seen = new Map<string, { times: number; ms: number }>();
  const client = pg.Client.prototype as unknown as { query: Query };
  const original = client.query;
  function watched(this: pg.Client, ...given: unknown[]): unknown {
    const began = performance.now();
    const text = textOf(given[0]);
    const asked = original.apply(this, given);
    if (text === null || !(asked instanceof Promise)) return asked;
    const note = (): void => {
      const known = seen.get(text) ?? { times: 0, ms: 0 };
      seen.set(text, { times: known.times + 1, ms: known.ms + performance.now() - began });
    };
    asked.then(note, note);
    return asked;
  }
  client.query = watched;
  return {
    take() {
      const taken = [...seen].map(([text, { times, ms }]) => ({ text, times, ms }));
      seen = new Map();
      return taken.toSorted((a, b) => b.ms - a.ms);
    },
  };
}

function textOf(asked: unknown): string | null {
  const text = typeof asked === 'string' ? asked : typeof asked === 'object' && asked !== null && 'text' in asked ? asked.text : null;
  // The clients in scope are in the text of what begins a transaction.
  return typeof text === 'string'
    ? text
        .replaceAll(/\s+/g, ' ')
        .replace(/'\{[^']*\}'/, "'{…}'")
        .trim()
    : null;
}
