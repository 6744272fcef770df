import { readLoadPercent, readOnMains } from '@fettle/managers/system';
import type { JournalEntry } from '../journal/entry.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';

/** Looks at power and load, where the approved rules go by them. */
export async function readSeen({ life, machine }: RunContext, entry: JournalEntry): Promise<void> {
  const { missed } = approvedOf(entry).rules;
  if (missed === undefined || missed.kind === 'next-window') return;
  life.noteSeen({ onMains: await readOnMains(machine), loadPercent: await readLoadPercent(machine) });
}
