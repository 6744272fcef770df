/** Receipts: what a step ran and how it ended, kept as evidence. */
import type { StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { Machine, RunResult } from '../machine/index.ts';
import type { RunOptions } from '../machine/index.ts';
import { ask } from './ask.ts';
import type { Patience } from './ask.ts';

const longestDetail = 4_000;
const longestArgument = 2_000;
const mostArguments = 2_000;

export type ReceiptBook = {
  /** Runs a command and notes it. */
  run(kind: Patience, argv: readonly string[], more?: Partial<RunOptions>): Promise<RunResult>;
  done(detail: string): StepReceipt;
  failed(trouble: Trouble, detail?: string): StepReceipt;
};

/** Opens a receipt at `now()`; it is closed by `done` or `failed`. */
export function openReceipt(machine: Machine, step: StepReceipt['step'], now: () => string): ReceiptBook {
  const startedAt = now();
  const commands: { argv: readonly string[]; exitCode: number | null }[] = [];
  const close = (ok: boolean, trouble: Trouble | null, detail: string): StepReceipt => ({
    step,
    startedAt,
    endedAt: now(),
    ok,
    commands,
    trouble,
    detail: detail.length <= longestDetail ? detail : `${detail.slice(0, longestDetail - 1)}…`,
  });
  return {
    run: async (kind, argv, more) => {
      const result = await ask(machine, kind, argv, more);
      commands.push({ argv: argv.slice(0, mostArguments).map((one) => one.slice(0, longestArgument)), exitCode: result.exitCode });
      return result;
    },
    done: (detail) => close(true, null, detail),
    failed: (trouble, detail) => close(false, trouble, detail ?? trouble.cause),
  };
}
