/** The world as commands see it: what is written where, who is asked, what time it is. Given, so that every command can be run in a test. */
import type { Machine } from '@fettle/managers/machine';

export type Io = {
  /** Standard output: the answer, and nothing but the answer. */
  readonly out: (text: string | Uint8Array) => void;
  /** Standard error: progress, questions, refusals. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder in which the person stands. */
  readonly folder: string;
  readonly isTerminal: { readonly in: boolean; readonly out: boolean; readonly err: boolean };
  /** Columns of the terminal behind standard output; null where there is none: then nothing is cut. */
  readonly width: number | null;
  /** One line from the person, asked on standard error; null at the end of the input. */
  readonly ask: (question: string) => Promise<string | null>;
  readonly now: () => Temporal.Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** IANA name of the zone in which times are shown. */
  readonly zone: string;
  /** The machine that `fettle scan` looks at. */
  readonly machine: Machine;
};

/** What a command answers. It is printed whole at the end, so nothing is ever half printed. */
export type Answer = {
  /** With `--json`: the API's own shape where there is one. */
  readonly json: unknown;
  readonly text: string;
  /** 0 unless it says otherwise. */
  readonly exit?: number;
};

/** RFC 3339, UTC, milliseconds, as signed documents have it. */
export function timestamp(io: Pick<Io, 'now'>): string {
  return io.now().toString({ smallestUnit: 'millisecond' });
}
