/** Runs a command of dnf that changes packages, and reads what became of it. */
import type { Trouble } from '@fettle/core/inventory';
import { endedWell, patience } from '../kit/index.ts';
import type { ReceiptBook } from '../kit/index.ts';
import type { ScanMode } from '../types.ts';
import { changeLog } from './arguments.ts';
import { failedScripts } from './scriptlets.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

/** A script that failed is a failure, whatever the status says. */
export async function runChange(
  book: ReceiptBook,
  argv: readonly string[],
  mode: ScanMode,
  progress: (line: string) => void = () => undefined,
): Promise<Trouble | null> {
  const result = await book.run('change', argv, { onLine: progress, outputTo: changeLog(mode) });
  if (!endedWell(result)) return translateFailure(result, patience.change, argv[0] ?? 'dnf');
  const failed = failedScripts(result.stdout);
  if (failed.length === 0) return null;
  return troubleOf('dnf.scriptlet-failed', { package: failed.map((one) => one.package).join(', ') }, excerptOf(result));
}
