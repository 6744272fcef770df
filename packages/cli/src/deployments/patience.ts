/** Waiting for something on the server: looking again and again until it is so or the time is up, through short absences of the server. */
import type { Io } from '../io.ts';
import type { Progress } from '../output/progress.ts';
import { Refused, usage } from '../refused.ts';

const pauseMs = 2_000;
const pauseWhileAwayMs = 5_000;

export type Patience = { readonly io: Pick<Io, 'now' | 'sleep'>; readonly minutes: number | null; readonly progress: Progress };

/** `--wait` and `--timeout`: minutes, or null for as long as it takes. */
export function minutesOf(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const minutes = Number(text);
  if (text.trim() !== '' && Number.isFinite(minutes) && minutes >= 0) return minutes;
  throw usage(`${option} takes minutes, such as 15 or 0.5, not ${JSON.stringify(text)}.`);
}

/**
 * Looks until `isThere` says so. `late` is true where the time was up first. A server that is away for a while is waited for; any other
 * refusal ends the wait.
 */
export async function waitFor<T>(
  patience: Patience,
  look: () => Promise<T>,
  isThere: (value: T) => boolean,
): Promise<{ readonly value: T; readonly late: boolean }> {
  const { io, minutes, progress } = patience;
  const until = minutes === null ? null : io.now().add({ milliseconds: Math.round(minutes * 60_000) });
  const isLate = (): boolean => until !== null && Temporal.Instant.compare(io.now(), until) >= 0;
  let last: T | undefined;
  for (;;) {
    try {
      last = await look();
      if (isThere(last)) return { value: last, late: false };
      if (isLate()) return { value: last, late: true };
      await io.sleep(pauseMs);
    } catch (error) {
      // Never seen at all: then it is not a short absence, and the person should hear it at once.
      if (!(error instanceof Refused) || error.parts.exit !== 'unreachable' || last === undefined || isLate()) throw error;
      progress.say(`${error.parts.detail} Trying again.`);
      await io.sleep(pauseWhileAwayMs);
    }
  }
}
