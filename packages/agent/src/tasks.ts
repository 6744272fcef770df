/** Instructions that change nothing: scan, simulate, get, check. Each ends with one report. */
import type { Report } from '@fettle/protocol/agent';
import { runHealthChecks } from '@fettle/managers/checks';
import type { JournalEntry } from './journal.ts';
import type { Looker } from './look.ts';
import type { RunContext } from './run/context.ts';
import { securePackages } from './run/secure.ts';

type Ended = Extract<Report['body'], { status: 'ended' }>;

export async function doTask(context: RunContext, looker: Looker, entry: JournalEntry): Promise<JournalEntry> {
  const ended = await result(context, looker, entry);
  const told = context.tell(context.journal.read(entry.instruction.id) ?? entry, ended);
  return context.journal.write({ ...told, phase: 'ended' });
}

async function result(context: RunContext, looker: Looker, entry: JournalEntry): Promise<Ended> {
  const { body } = entry.instruction;
  if (body.verb === 'scan') {
    const scan = await looker.look({ refresh: true });
    const failed = scan.managers.find((manager) => !manager.ok);
    return { status: 'ended', result: { verb: 'scan', ok: failed === undefined, trouble: failed?.ok === false ? failed.trouble : null } };
  }
  if (body.verb === 'simulate') {
    const simulated = await context.manager.simulate(context.machine, context.mode, body.wanted);
    return {
      status: 'ended',
      result: {
        verb: 'simulate',
        simulation: simulated.ok ? mutable(simulated.value) : null,
        trouble: simulated.ok ? null : simulated.trouble,
      },
    };
  }
  if (body.verb === 'check') {
    return { status: 'ended', result: { verb: 'check', answers: [...(await runHealthChecks(context.machine, body.checks))] } };
  }
  const secured = await securePackages(context, entry);
  const last = secured.entry.receipts.at(-1);
  return {
    status: 'ended',
    result: { verb: 'get', ok: secured.ok, trouble: last?.trouble ?? null, receipts: mutable([...secured.entry.receipts]) },
  };
}

/** The schemas' types are mutable, core's are not; the values are the same and are only written out. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
type Mutable<T> = T extends readonly (infer E)[] ? Mutable<E>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
