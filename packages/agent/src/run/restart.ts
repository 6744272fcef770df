/** The restart: asked for once, and the next life of the agent sees by the boot id that it happened. */
import type { JournalEntry } from '../journal.ts';
import type { RunContext } from './context.ts';

const mostRestarts = 2;

export async function restartIfDue(context: RunContext, entry: JournalEntry): Promise<JournalEntry | 'restarting'> {
  if ((await context.bootId()) !== entry.bootIdBefore) {
    return context.tell(context.journal.write({ ...entry, phase: 'checking' }), {
      status: 'progress',
      phase: 'checking',
      line: 'restarted; checking',
    });
  }
  if (entry.restartsAsked >= mostRestarts) {
    return context.journal.write({
      ...entry,
      phase: 'checking',
      failure: {
        code: 'restart.did-not-happen',
        detail: `The device was asked to restart ${mostRestarts} times and still runs the same boot.`,
      },
    });
  }
  context.journal.write({ ...entry, restartsAsked: entry.restartsAsked + 1 });
  const asked = await context.machine.run(['systemctl', 'reboot'], { timeoutMs: 60_000, maxOutputBytes: 16_384 });
  if (asked.exitCode !== 0 && asked.exitCode !== null) context.log(`systemctl reboot: ${asked.exitCode} ${asked.stderr}`);
  // Being still alive a while later means that it did not work; the loop comes here again.
  await context.pause(90);
  return 'restarting';
}
