/** The real world behind `Io`: this process, its terminal, its clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { realMachine } from '@fettle/managers/machine';
import type { Io } from './io.ts';

export function processIo(): Io {
  const { stdin, stdout, stderr } = process;
  // `fettle … | head` ends its reader early; that is no fault of anybody.
  for (const stream of [stdout, stderr]) stream.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' && process.exit(0));
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env: process.env,
    folder: process.cwd(),
    isTerminal: { in: stdin.isTTY, out: stdout.isTTY, err: stderr.isTTY },
    width: stdout.isTTY ? stdout.columns : null,
    ask,
    now: () => Temporal.Now.instant(),
    sleep: (milliseconds) => sleep(milliseconds),
    zone: Temporal.Now.timeZoneId(),
    machine: realMachine(),
  };
}

function ask(question: string): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    let answer: string | null = null;
    lines.question(question, (line) => {
      answer = line;
      lines.close();
    });
    lines.on('SIGINT', () => process.exit(130));
    lines.on('close', () => resolve(answer));
  });
}
