/** Runs the signed command that finds the backups of this device. What it wrote goes to the server as it is: what it says is read there, and counts for this device alone. */
import type { SignedCommandRef } from '@fettle/core/deployment';
import type { JournalEntry, ReportBody } from '../journal/entry.ts';
import { cut } from '../journal/fitting.ts';
import type { Life } from '../life.ts';
import { countRun } from './count-run.ts';
import { carriedBy, commandWorld } from './hooks.ts';
import { runInWords, runSignedCommand } from './signed-command.ts';

type ProbeResult = Extract<Extract<ReportBody, { status: 'ended' }>['result'], { verb: 'probe' }>;

/** Bound as signed checks are: purpose, limits file, script and end are verified, its time is the one that was signed, and so often in an hour and no more. */
export async function runProbe(life: Life, entry: JournalEntry, ref: SignedCommandRef): Promise<ProbeResult> {
  const run = await runSignedCommand(commandWorld(life), {
    ref,
    purpose: 'probe',
    carried: carriedBy(entry),
    notNow: (document) => countRun(life, document),
  });
  if (!run.ok) return { verb: 'probe', ok: false, output: '', code: run.code, detail: cut(run.detail, 2000) };
  const ok = run.how === 'ended' && run.exitCode === 0;
  return { verb: 'probe', ok, output: cut(run.output, 2000), code: ok ? 'ok' : 'probe.failed', detail: cut(runInWords(run), 2000) };
}
