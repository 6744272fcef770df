/** Counts how often a signed command is run outside of a change, whoever asks for it. */
import type { Life } from '../life.ts';
import { mostRunsAnHour, runsOfHour, withCommandRun } from '../state/command-runs.ts';

/** Counts a run, on the disk before it begins; why it may not be, where there were too many. */
export function countRun({ state: { memory }, now, log }: Life, document: string): string | null {
  const at = now();
  const known = memory.get();
  const counted = withCommandRun(known.commandRuns, document, at);
  // Written also where it is refused: a run that lay ahead, since the clock went back, counts from now.
  memory.set({ ...known, commandRuns: counted ?? runsOfHour(known.commandRuns, at) });
  if (counted !== null) return null;
  const detail = `This device has run it ${mostRunsAnHour} times in the last hour, and outside of a change no command is run more often.`;
  log(`command ${document.slice(0, 16)}… is not run: ${detail}`);
  return detail;
}
