/** needrestart's word where it is installed: needrestart(1), batch mode. It lists, and restarts nothing. */
import type { StaleService } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { ask } from '../kit/index.ts';

/** null: not installed, or it failed; then our own scan answers. */
export async function askNeedrestart(machine: Machine): Promise<readonly StaleService[] | null> {
  // The environment suspends its hook in apt; here it is asked in earnest. The kernel is compared by ourselves.
  const asked = await ask(machine, 'question', ['needrestart', '-b', '-r', 'l', '-l'], { env: { NEEDRESTART_SUSPEND: '' } });
  if (asked.notStarted !== null || asked.exitCode !== 0 || asked.truncated) return null;
  return parseNeedrestart(asked.stdout);
}

/** null: not the batch form (its first line names the version). */
export function parseNeedrestart(text: string): readonly StaleService[] | null {
  if (!/^NEEDRESTART-VER: /m.test(text)) return null;
  const units = text.split('\n').flatMap((line) => {
    const unit = /^NEEDRESTART-SVC: (\S+)/.exec(line)?.[1];
    return unit === undefined ? [] : [unit];
  });
  return [...new Set(units)].map((unit) => ({ unit, because: 'needrestart: it runs code that was replaced on disk' }));
}
