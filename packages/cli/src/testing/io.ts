/** A world for tests: what is written is kept, answers to questions are given beforehand, time stands still but for sleeping. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@fettle/managers/machine';
import { onTestFinished } from 'vitest';
import type { Io } from '../io.ts';

export type TestIo = Io & {
  /** Everything on standard output so far. */
  readonly said: () => string;
  /** Everything on standard error so far. */
  readonly told: () => string;
};

export function testIo(
  given: Partial<Pick<Io, 'env' | 'folder' | 'width' | 'zone' | 'machine' | 'now' | 'sleep'>> & {
    readonly answers?: readonly string[];
    readonly terminal?: boolean;
  } = {},
): TestIo {
  const { answers = [], terminal = false, ...parts } = given;
  let out = '';
  let err = '';
  let now = Temporal.Instant.from('2026-03-02T09:00:00Z');
  const left = [...answers];
  let folder: string | undefined;
  return {
    out: (text) => void (out += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')),
    err: (text) => void (err += text),
    env: {},
    get folder() {
      return (folder ??= testFolder());
    },
    isTerminal: { in: terminal, out: terminal, err: terminal },
    width: null,
    ask: async (question) => {
      err += question;
      return left.shift() ?? null;
    },
    now: () => now,
    sleep: async (milliseconds) => void (now = now.add({ milliseconds })),
    zone: 'UTC',
    machine: realMachine(),
    ...parts,
    said: () => out,
    told: () => err,
  };
}

/** A folder of this test's own, removed when the test has ended. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
