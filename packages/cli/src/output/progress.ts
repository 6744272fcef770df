/** What goes on while a person waits: one line that rewrites itself on a terminal, lines with `--progress`, nothing otherwise. */
import type { Io } from '../io.ts';
import { clean } from './clean.ts';
import { cut } from './text-width.ts';

export type Progress = {
  /** Says what is going on now; the same again says nothing. */
  readonly say: (line: string) => void;
  /** Removes the line that rewrites itself, so that what follows starts clean. */
  readonly end: () => void;
};

export function progressOn(io: Pick<Io, 'err' | 'isTerminal' | 'width'>, options: { readonly progress?: boolean | undefined }): Progress {
  let last = '';
  const isNews = (line: string): boolean => {
    if (line === last) return false;
    last = line;
    return true;
  };
  if (options.progress === true) return { say: (line) => void (isNews(clean(line)) && io.err(`${clean(line)}\n`)), end: () => undefined };
  if (!io.isTerminal.err) return { say: () => undefined, end: () => undefined };
  return {
    say(line) {
      const text = cut(clean(line), (io.width ?? 80) - 1);
      if (isNews(text)) io.err(`\r\u001b[2K${text}`);
    },
    end() {
      if (last !== '') io.err('\r\u001b[2K');
      last = '';
    },
  };
}
