/** The restart: asked for once, and the next life of the agent sees by the boot id that it happened. */
import type { StepReceipt } from '@fettle/core/deployment';
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
    // No reason to take the change back: it is in, and not yet in effect. The scan's boot id says so, and nothing is claimed.
    const detail = `The device was asked to restart ${mostRestarts} times and still runs the same boot.`;
    const at = context.now();
    const receipt: StepReceipt = { step: 'restart', startedAt: at, endedAt: at, ok: false, commands: [], trouble: null, detail };
    return context.journal.write({ ...entry, phase: 'checking', receipts: [...entry.receipts, receipt] });
  }
  context.journal.write({ ...entry, restartsAsked: entry.restartsAsked + 1 });
  const asked = await context.machine.run(['systemctl', 'reboot'], { timeoutMs: 60_000, maxOutputBytes: 16_384 });
  if (asked.exitCode !== 0 && asked.exitCode !== null) context.log(`systemctl reboot: ${asked.exitCode} ${asked.stderr}`);
  // Being still alive a while later means that it did not work; the loop comes here again.
  await context.pause(90);
  return 'restarting';
}
