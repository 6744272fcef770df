/** Instructions that change nothing: scan, simulate, get, check, probe. Each ends with one report. */
import { wayWords } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { FetchPace, Outcome, PackageManager } from '@fettle/managers/types';
import { lookAtRoot } from '@fettle/managers/snapshots';
import { runHealthChecks } from '@fettle/managers/checks';
import { fetchTimeOver } from '@fettle/protocol/agent';
import type { JournalEntry, ReportBody } from '../journal/entry.ts';
import { withReceipt } from '../journal/fitting.ts';
import type { Life } from '../life.ts';
import { scanMode } from '../look/scan-mode.ts';
import { taskStillAllowed } from '../obey/still-allowed.ts';
import { checkAids } from './checks.ts';
import { noManager } from './manager-of.ts';
import { runProbe } from './probe.ts';

type Result = Extract<ReportBody, { status: 'ended' }>['result'];

/** Seconds until a task may be done; 0: now, or never (then it is refused). */
export function taskDueIn(life: Life, entry: JournalEntry): number {
  const now = Temporal.Instant.from(life.now());
  return Math.max(0, now.until(Temporal.Instant.from(entry.instruction.notBefore)).total('seconds'));
}

/** Does a task and tells its end. `manager`: by whom, for those tasks that need one. */
export async function doTask(life: Life, manager: Outcome<PackageManager>, entry: JournalEntry): Promise<void> {
  const { journal } = life.state;
  const blocked = taskStillAllowed(entry.instruction, life.self, life.standing());
  const body: ReportBody =
    blocked === null
      ? { status: 'ended', result: await resultOf(life, manager, entry) }
      : { status: 'refused', code: blocked.code, detail: blocked.detail };
  journal.change(entry.instruction.id, { phase: 'ended' }, life.now(), body);
  life.wakeContact();
}

/** Ends a task that could not be done, through a fault of ours. */
export function failTask(life: Life, entry: JournalEntry, trouble: Trouble): void {
  life.state.journal.change(entry.instruction.id, { phase: 'ended' }, life.now(), {
    status: 'ended',
    result: failedResult(entry, trouble),
  });
  life.wakeContact();
}

async function resultOf(life: Life, manager: Outcome<PackageManager>, entry: JournalEntry): Promise<Result> {
  const { machine, limits } = life.settings;
  const { body } = entry.instruction;
  if (body.verb === 'check')
    return { verb: 'check', answers: [...(await runHealthChecks(machine, body.checks, null, checkAids(life, entry)))] };
  if (body.verb === 'probe') return runProbe(life, entry, body.command);
  if (body.verb === 'scan') {
    const scan = await life.look.look({ refresh: true });
    if (scan.managers.length === 0) return failedResult(entry, noManager());
    const failed = scan.managers.find((one) => !one.ok);
    return { verb: 'scan', ok: failed === undefined, trouble: failed?.ok === false ? failed.trouble : null };
  }
  if (!manager.ok) return failedResult(entry, manager.trouble);
  const mode = scanMode(life.state.folders, limits(), life.now);
  if (body.verb === 'simulate') {
    const simulated = await manager.value.simulate(machine, mode, body.wanted);
    const { look: snapshot } = await lookAtRoot(machine, simulated.ok ? simulated.value.changes : []);
    return {
      verb: 'simulate',
      simulation: simulated.ok ? mutable({ ...simulated.value, snapshot, understands: wayWords }) : null,
      trouble: simulated.ok ? null : simulated.trouble,
    };
  }
  const { files, wayBack } = body.share;
  const all = [...files, ...(wayBack.kind === 'none' ? [] : wayBack.files)];
  const pace = paceOf(life, entry);
  const receipt = pace === null ? await manager.value.get(machine, mode, all) : await manager.value.get(machine, mode, all, pace);
  const isOver = pace !== null && !receipt.ok && (paceOf(life, entry)?.seconds ?? 0) <= 1;
  return { verb: 'get', ok: receipt.ok, trouble: isOver ? timeOver : receipt.trouble, receipts: withReceipt([], receipt) };
}

/** The rate that it was told, and the time that is left of its span; null: it was told none. */
function paceOf(life: Life, { instruction: { body, notAfter } }: JournalEntry): FetchPace | null {
  if (body.verb !== 'get' || body.bytesPerSecond === undefined) return null;
  const seconds = Temporal.Instant.from(life.now()).until(Temporal.Instant.from(notAfter)).total('seconds');
  return { bytesPerSecond: body.bytesPerSecond, seconds: Math.max(1, seconds) };
}

/** Its part of the bandwidth is another's from then on. What it has is kept. */
const timeOver: Trouble = {
  code: fetchTimeOver,
  cause: 'The time in which it might fetch was over before everything was there.',
  retry: 'later',
  nextStep: 'It is told once more, and goes on with what is missing.',
  excerpt: '',
};

function failedResult(entry: JournalEntry, trouble: Trouble): Result {
  switch (entry.instruction.body.verb) {
    case 'scan':
      return { verb: 'scan', ok: false, trouble };
    case 'simulate':
      return { verb: 'simulate', simulation: null, trouble };
    case 'check':
      return {
        verb: 'check',
        answers: entry.instruction.body.checks.map(({ name }) => ({
          name,
          answer: 'could-not-measure',
          detail: trouble.cause,
          durationMs: 0,
        })),
      };
    case 'probe':
      return { verb: 'probe', ok: false, output: '', code: trouble.code, detail: trouble.cause };
    case 'get':
    case 'install':
    case 'rollback':
      return { verb: 'get', ok: false, trouble, receipts: [] };
  }
}

/** The schemas' types are mutable, core's are not; the values are the same and are only written out. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
type Mutable<T> = T extends readonly (infer E)[] ? Mutable<E>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
