/** What still runs old code, by dnf's own plugin needs-restarting(1). A property of the device, not of a step. */
import type { RestartReason, RuntimeState, StaleService } from '@fettle/core/inventory';
import { ask } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import { neverRestarts } from '../system/index.ts';
import { findProgram } from './program.ts';
import type { RunResult } from '../machine/index.ts';

/** No reason in a container. `null` where it can not be known: the plugin is missing, or (services) an ordinary user asks, who does not see what others' processes have mapped. */
export async function readRuntime(machine: Machine): Promise<Pick<RuntimeState, 'restartPending' | 'staleServices'>> {
  const found = await findProgram(machine);
  if (!found.ok) return { restartPending: null, staleServices: null };
  const { command } = found.program;
  const restartPending = (await neverRestarts(machine))
    ? []
    : restartReasons(await ask(machine, 'question', [command, '-q', '-C', 'needs-restarting', '-r']));
  const staleServices = (await machine.isRoot())
    ? staleOf(await ask(machine, 'question', [command, '-q', '-C', 'needs-restarting', '-s']))
    : null;
  return { restartPending, staleServices };
}

/** Status 1 means "a restart is needed" and "something went wrong": only the words tell. */
export function restartReasons({ exitCode, stdout }: Pick<RunResult, 'exitCode' | 'stdout'>): readonly RestartReason[] | null {
  if (exitCode === 0) return /Reboot should not be necessary/.test(stdout) ? [] : null;
  if (exitCode !== 1 || !/Reboot is required/.test(stdout)) return null;
  const names = [...stdout.matchAll(/^ +\* (\S+)$/gm)].map(([, name = '']) => name);
  if (names.length === 0) return null;
  const isKernel = names.some((name) => /^(?:kernel|linux-firmware|microcode)/.test(name));
  const detail = `updated since the device was started: ${names.join(', ')}`;
  return [{ kind: isKernel ? 'kernel' : 'library', detail: detail.slice(0, 500) }];
}

/** One unit a line. */
export function staleOf({
  exitCode,
  stdout,
  truncated,
}: Pick<RunResult, 'exitCode' | 'stdout' | 'truncated'>): readonly StaleService[] | null {
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (exitCode !== 0 || truncated || lines.some((line) => !/^[\w@.:\\-]+\.\w+$/.test(line))) return null;
  return [...new Set(lines)].toSorted().map((unit) => ({ unit, because: 'needs-restarting: it runs code that was replaced on disk' }));
}
