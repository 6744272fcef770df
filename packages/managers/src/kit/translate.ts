/** Reads a failure table: from what a program printed to a trouble with cause, retry and next step. */
import type { ManagerId, Trouble } from '@fettle/core/inventory';
import type { RunResult } from '../machine/index.ts';

const excerptLimit = 2_000;
const causeLimit = 600;

/** One line of a manager's failure table. */
export type FailureRow<Id extends ManagerId = ManagerId> = {
  readonly code: `${Id}.${string}`;
  /** Several are tried in their order: the one that says most first. Null: a trouble that Fettle finds by itself. */
  readonly pattern: RegExp | readonly RegExp[] | null;
  readonly cause: string;
  readonly retry: Trouble['retry'];
  readonly nextStep: string;
};

/** The rows that every table has, whatever its manager. */
type CommonCode<Id extends ManagerId> = `${Id}.${'not-installed' | 'timed-out' | 'killed' | 'unknown'}`;

export type Translator<Code extends string> = {
  /** The trouble behind a command that did not do its work. Unknown causes are `<manager>.unknown` and keep their text. */
  readonly translateFailure: (result: RunResult, seconds: number, program: string) => Trouble;
  /** The first row whose pattern fits; null where none does. */
  readonly recogniseFailure: (output: string, excerpt: string) => Trouble | null;
  /** A trouble of the table by its code; `values` fill the texts. Throws where no row has the code. */
  readonly troubleOf: (code: Code, values: Readonly<Record<string, string>>, excerpt?: string) => Trouble;
  /** The lines that tell most: errors and warnings first, then the end of what was printed. At most 2,000 characters. */
  readonly excerptOf: (result: Pick<RunResult, 'stdout' | 'stderr'>) => string;
};

/** `noise`: lines that say nothing; `telling`: lines that say most. */
export type Words = { readonly noise: RegExp; readonly telling: RegExp };

/** Makes the four readers of one manager's table. */
export function translator<Id extends ManagerId, Code extends `${Id}.${string}`>(
  id: Id,
  rows: readonly (FailureRow<Id> & { readonly code: Code | CommonCode<Id> })[],
  words: Words,
): Translator<Code | CommonCode<Id>> {
  function troubleOf(code: string, values: Readonly<Record<string, string>>, excerpt = ''): Trouble {
    const row = rows.find((one) => one.code === code);
    if (row === undefined) throw new Error(`No failure row has the code ${code}`);
    return fill(row, values, excerpt);
  }
  function recogniseFailure(output: string, excerpt: string): Trouble | null {
    for (const row of rows) {
      for (const pattern of [row.pattern ?? []].flat()) {
        const found = pattern.exec(output);
        if (found) return fill(row, plainNames(found.groups ?? {}), excerpt);
      }
    }
    return null;
  }
  function translateFailure(result: RunResult, seconds: number, program: string): Trouble {
    const excerpt = excerptOf(result);
    if (result.notStarted !== null) return troubleOf(`${id}.not-installed`, { program }, result.notStarted);
    if (result.timedOut) return troubleOf(`${id}.timed-out`, { seconds: String(seconds) }, excerpt);
    if (result.signal !== null) return troubleOf(`${id}.killed`, { signal: result.signal }, excerpt);
    return (
      recogniseFailure(`${result.stderr}\n${result.stdout}`, excerpt) ??
      troubleOf(`${id}.unknown`, { status: `status ${result.exitCode}` }, excerpt)
    );
  }
  function excerptOf(result: Pick<RunResult, 'stdout' | 'stderr'>): string {
    const lines = `${result.stdout}\n${result.stderr}`
      .split('\n')
      .map((line) => line.slice(line.lastIndexOf('\r') + 1).trimEnd())
      .filter((line) => line !== '' && !words.noise.test(line));
    const telling = lines.filter((line) => words.telling.test(line));
    const kept = new Set([...telling.slice(-12), ...lines.slice(-20)]);
    const text = lines.filter((line) => kept.has(line)).join('\n');
    return text.length <= excerptLimit ? text : `…${text.slice(1 - excerptLimit)}`;
  }
  return { translateFailure, recogniseFailure, troubleOf, excerptOf };
}

function fill(row: FailureRow, values: Readonly<Record<string, string>>, excerpt: string): Trouble {
  return {
    code: row.code,
    cause: withoutCredentials(fillText(row.cause, values)).slice(0, causeLimit),
    retry: row.retry,
    nextStep: fillText(row.nextStep, values).slice(0, causeLimit),
    excerpt: withoutCredentials(excerpt).slice(-excerptLimit),
  };
}

/** Sources may carry a password in their address; what is kept as evidence must not. */
function withoutCredentials(text: string): string {
  return text.replace(/(\w:\/\/)[^\s/@]+@/g, '$1…@');
}

/**
 * `{name}` is the value; `{name:text with %}` is that text with the value for `%`, or nothing where the value is absent;
 * `{name|other}` is the value, or `other`.
 */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)(?:([:|])([^}]*))?\}/g, (_, name: string, kind: string | undefined, rest: string | undefined) => {
    const value = values[name];
    if (kind === ':') return value === undefined ? '' : (rest ?? '').replace('%', () => value);
    return value ?? rest ?? 'something';
  });
}

/** A pattern with alternatives has `host`, `host2`, …: whichever is there counts as `host`. */
function plainNames(groups: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) {
    if (value !== undefined) named[name.replace(/\d+$/, '')] = value.trim();
  }
  return named;
}
