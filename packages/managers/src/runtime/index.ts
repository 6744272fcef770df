/** What a device would have to restart, by the word of all its package managers together. */
import type { RestartReason, RuntimeState, StaleService } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { PackageManager } from '../types.ts';

export { readAutomaticUpdates } from './automatic-updates.ts';

type Runtime = Pick<RuntimeState, 'restartPending' | 'staleServices'>;

/**
 * Asks each manager in turn. What one of them knows counts; where none has anything to say and one of them could not tell, or there is none, the answer is
 * unknown (`null`), never "nothing".
 */
export async function readRuntime(machine: Machine, managers: readonly PackageManager[]): Promise<Runtime> {
  const answers: Runtime[] = [];
  for (const manager of managers) answers.push(await manager.runtime(machine));
  return {
    restartPending: joined<RestartReason>(answers.map((answer) => answer.restartPending)),
    staleServices: joined<StaleService>(answers.map((answer) => answer.staleServices)),
  };
}

function joined<T>(answers: readonly (readonly T[] | null)[]): readonly T[] | null {
  // Two managers may say the same of one kernel.
  const told = new Map(answers.flatMap((answer) => answer ?? []).map((item) => [JSON.stringify(item), item]));
  if (told.size > 0) return [...told.values()];
  return answers.length === 0 || answers.includes(null) ? null : [];
}
