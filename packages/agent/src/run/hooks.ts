/** Signed commands around a change. Those before it stand in its way until they end well; those after it are run whatever became of it. */
import { mostCommandSeconds } from '@fettle/proof/signed-command';
import type { CommandPurpose, SignedCommandRef, StepReceipt } from '@fettle/core/deployment';
import type { CarriedCommand } from '@fettle/protocol/agent';
import type { JournalEntry } from '../journal/entry.ts';
import { agentTrouble, cut, withReceipt } from '../journal/fitting.ts';
import type { Life } from '../life.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import { runInWords, runSignedCommand, verifyWanted } from './signed-command.ts';
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

type HooksFailure = Failure & { readonly seconds: number };

/**
 * Why the commands around a change may not be run now, before anything of them is: one of them would not be run at all, so that what the first stops the last would
 * not start; or the first were run a short while ago. One that failed is left alone for a while (a backup that does not fit on its disk is not tried every minute), and so is
 * a whole round of them after which the change did not begin: a hold that comes and goes must not stop and start what they stop and start. Null: nothing of that.
 */
export function hooksNotNow({ life, now }: Pick<RunContext, 'life' | 'now'>, entry: JournalEntry): HooksFailure | null {
  const { hooks } = approvedOf(entry).rules;
  const { hookRetry } = life.settings.patience;
  if (hooks === undefined) return null;
  const last = entry.receipts.findLast((receipt) => receipt.step === 'before-change');
  const since = last === undefined ? null : Temporal.Instant.from(last.endedAt).until(now()).total('seconds');
  if (last !== undefined && since !== null && since >= 0 && since < hookRetry) {
    const seconds = hookRetry - since;
    if (!last.ok) return { code: last.trouble?.code ?? 'hook.failed', detail: last.detail, seconds };
    if (!entry.hooksOwed)
      return {
        code: 'hook.lately',
        detail: 'The commands before the change were run, and it could not begin; they are not run again at once.',
        seconds,
      };
  }
  const world = commandWorld(life);
  const carried = carriedBy(entry);
  const at = life.now();
  const later = Temporal.Instant.from(at).add({ seconds: mostCommandSeconds }).toString();
  const looked = [
    ...hooks.beforeChange.map((ref) => verifyWanted(world, { ref, purpose: 'before-change', carried }, at)),
    // What would end while the change is under way leaves stopped what was stopped.
    ...hooks.afterChange.map((ref) => verifyWanted(world, { ref, purpose: 'after-change', carried }, later)),
  ];
  const refused = looked.find((one) => !one.ok);
  return refused?.ok === false ? { code: refused.code, detail: refused.detail, seconds: life.settings.patience.retry } : null;
}

/** Runs the commands before the change, in their order, up to the first that fails. `failure` null: nothing of it stands in the way. */
export async function beforeChange(
  context: RunContext,
  entry: JournalEntry,
): Promise<{ readonly entry: JournalEntry; readonly failure: HooksFailure | null }> {
  const { hooks } = approvedOf(entry).rules;
  const { hookRetry } = context.life.settings.patience;
  if (hooks === undefined) return { entry, failure: null };
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
  { life }: Pick<RunContext, 'life'>,
  entry: JournalEntry,
): Promise<{ readonly receipts: JournalEntry['receipts']; readonly failed: string | null }> {
  const { hooks } = approvedOf(entry).rules;
  let { receipts } = entry;
  const failed: string[] = [];
  for (const ref of entry.hooksOwed ? (hooks?.afterChange ?? []) : []) {
    const receipt = await runHook(life, entry, ref, 'after-change');
    receipts = withReceipt(receipts, receipt);
    if (!receipt.ok) failed.push(receipt.detail);
  }
  return { receipts, failed: failed.length === 0 ? null : `After it: ${failed.join(' ')}` };
}

/** Where commands before a change have run and it does not begin: those after it are run, so that what was stopped is started. */
export async function settleHooks(context: Pick<RunContext, 'life' | 'record'>, entry: JournalEntry): Promise<JournalEntry> {
  if (!entry.hooksOwed) return entry;
  const { receipts } = await afterChange(context, entry);
  return context.record(entry, { receipts, hooksOwed: false });
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
