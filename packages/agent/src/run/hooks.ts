/** Signed commands around a change. Those before it stand in its way until they end well; those after it are run whatever became of it. */
import type { CommandPurpose, SignedCommandRef, StepReceipt } from '@fettle/core/deployment';
import type { CarriedCommand } from '@fettle/protocol/agent';
import type { JournalEntry } from '../journal/entry.ts';
import { agentTrouble, cut, withReceipt } from '../journal/fitting.ts';
import type { Life } from '../life.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import { runInWords, runSignedCommand } from './signed-command.ts';
import type { CommandWorld } from './signed-command.ts';

type Failure = { readonly code: string; readonly detail: string };
type HookPurpose = Extract<CommandPurpose, 'before-change' | 'after-change'>;

/** What this device verifies commands by, as it stands at this moment. */
export function commandWorld(life: Life): CommandWorld {
  const { limits, authority } = life.standing();
  const { machine, state } = life.settings;
  return { machine, folders: state.folders, limits, authority, clientId: life.self.clientId, now: life.now };
}

/** The commands that came with an instruction. */
export function carriedBy(entry: JournalEntry): readonly CarriedCommand[] {
  const { body } = entry.instruction;
  return 'commands' in body ? (body.commands ?? []) : [];
}

/**
 * Runs the commands before the change, in their order, up to the first that fails. One that failed is left alone for a while: a backup that does not fit on its disk
 * is not tried every minute. `failure` null: nothing of it stands in the way.
 */
export async function beforeChange(
  context: RunContext,
  entry: JournalEntry,
): Promise<{ readonly entry: JournalEntry; readonly failure: (Failure & { readonly seconds: number }) | null }> {
  const { hooks } = approvedOf(entry).rules;
  const { hookRetry } = context.life.settings.patience;
  if (hooks === undefined) return { entry, failure: null };
  const last = entry.receipts.findLast((receipt) => receipt.step === 'before-change');
  if (last?.ok === false) {
    const since = Temporal.Instant.from(last.endedAt).until(Temporal.Instant.from(context.now())).total('seconds');
    if (since >= 0 && since < hookRetry)
      return { entry, failure: { code: last.trouble?.code ?? 'hook.failed', detail: last.detail, seconds: hookRetry - since } };
  }
  // Written before the first: what they stop is started again whatever happens in between.
  let told = hooks.afterChange.length === 0 ? entry : context.record(entry, { hooksOwed: true });
  for (const ref of hooks.beforeChange) {
    told = context.record(told, {}, progress('waiting for window', `running “${cut(ref.name, 100)}” before the change`));
    const receipt = await runHook(context.life, told, ref, 'before-change');
    told = context.record(told, { receipts: withReceipt(told.receipts, receipt) });
    if (!receipt.ok)
      return { entry: told, failure: { code: receipt.trouble?.code ?? 'hook.failed', detail: receipt.detail, seconds: hookRetry } };
  }
  return { entry: told, failure: null };
}

/** Runs all commands after the change, where they are due. `failed`: what a person should know of them, or null. */
export async function afterChange(
  context: RunContext,
  entry: JournalEntry,
): Promise<{ readonly receipts: JournalEntry['receipts']; readonly failed: string | null }> {
  const { hooks } = approvedOf(entry).rules;
  let { receipts } = entry;
  const failed: string[] = [];
  for (const ref of entry.hooksOwed ? (hooks?.afterChange ?? []) : []) {
    const receipt = await runHook(context.life, entry, ref, 'after-change');
    receipts = withReceipt(receipts, receipt);
    if (!receipt.ok) failed.push(receipt.detail);
  }
  return { receipts, failed: failed.length === 0 ? null : `After it: ${failed.join(' ')}` };
}

async function runHook(life: Life, entry: JournalEntry, ref: SignedCommandRef, purpose: HookPurpose): Promise<StepReceipt> {
  const startedAt = life.now();
  const run = await runSignedCommand(commandWorld(life), { ref, purpose, carried: carriedBy(entry) });
  const endedAt = life.now();
  const detail = cut(run.ok ? runInWords(run) : run.detail, 3900);
  const ok = run.ok && run.exitCode === 0;
  life.log(`${purpose} command ${ref.name}: ${ok ? 'ended well' : detail.split('\n')[0]}`);
  const code = run.ok ? 'hook.failed' : run.code;
  return {
    step: purpose,
    startedAt,
    endedAt,
    ok,
    commands: run.ok ? [{ argv: [...run.argv], exitCode: run.exitCode }] : [],
    trouble: ok ? null : agentTrouble(code, detail, 'See what the command wrote, and the limits file of the device.'),
    detail,
  };
}
