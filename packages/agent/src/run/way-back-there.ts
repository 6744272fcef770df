/**
 * Whether the way back that was approved is there, looked at right before the change: what was secured for it may be gone since, and what was signed may have ended. Whoever
 * approved the change approved it with this way back, so that the device does not change without it, whatever its policy says of changes that have none: a new proposal asks the
 * policy again.
 */
import { hasHooks, wantedOf } from '@fettle/core/deployment';
import type { WayBack } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal/entry.ts';
import { withReceipt } from '../journal/fitting.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { carriedBy, commandWorld } from './hooks.ts';
import { snapshotMissing, takeForChange } from './snapshot.ts';
import type { Missing } from './snapshot.ts';
import { verifyWanted } from './signed-command.ts';

/** `refuse`: waiting brings nothing back. `wait`: it may be there again at a later look. */
export type WayBackGone = { readonly kind: 'refuse' | 'wait'; readonly code: string; readonly detail: string };

type WayBackLook = { readonly entry: JournalEntry; readonly gone: WayBackGone | null };

/** Null: it is there, as far as the device can tell without going it. Old packages that are gone or damaged are taken anew, where their source still has them. */
export async function wayBackGone(context: RunContext, entry: JournalEntry): Promise<WayBackLook> {
  const { wayBack } = approvedOf(entry).share;
  switch (wayBack.kind) {
    case 'none':
    case 'rebuild':
      return { entry, gone: null };
    case 'command':
      return { entry, gone: commandGone(context, entry, wayBack) };
    case 'snapshot':
      return { entry, gone: snapshotGone(await snapshotMissing(context, entry)) };
    case 'downgrade':
      return filesGone(context, entry, wayBack);
    case 'reinstall': {
      const files = await filesGone(context, entry, wayBack);
      return files.gone === null ? { ...files, gone: await ownWayGone(context, entry, wayBack.kind) } : files;
    }
    case 'history':
      return { entry, gone: await ownWayGone(context, entry, wayBack.kind) };
  }
}

/** The last look, after the commands before the change: a backup that fills the disk, say, may have taken what was secured. A snapshot is taken with it. */
export async function wayBackLost(context: RunContext, entry: JournalEntry): Promise<WayBackLook> {
  const { rules, share } = approvedOf(entry);
  if (share.wayBack.kind === 'snapshot') return { entry, gone: snapshotGone(await takeForChange(context, entry)) };
  return hasHooks(rules.hooks) ? wayBackGone(context, entry) : { entry, gone: null };
}

function snapshotGone(missing: Missing | null): WayBackGone | null {
  return missing === null ? null : gone(missing.code === 'snapshot.other' ? 'refuse' : 'wait', missing.code, missing.because);
}

/** Time for the change and its checks: a command that ends before is no way back. */
const spareSeconds = 60 * 60;
/** What the owner of the device, or the next contact with the server, may still mend. */
const mayPass: readonly string[] = ['command.scripts-never', 'command.no-authority'];

function commandGone({ life }: RunContext, entry: JournalEntry, { command }: Extract<WayBack, { kind: 'command' }>): WayBackGone | null {
  const wanted = { ref: command, purpose: 'way-back', carried: carriedBy(entry) } as const;
  const at = life.now();
  const later = Temporal.Instant.from(at).add({ seconds: approvedOf(entry).share.expectedSeconds + spareSeconds });
  const [refused] = [at, later.toString()].flatMap((time) => {
    const looked = verifyWanted(commandWorld(life), wanted, time);
    return looked.ok ? [] : [looked];
  });
  return refused === undefined ? null : gone(mayPass.includes(refused.code) ? 'wait' : 'refuse', refused.code, refused.detail);
}

/** As the package manager says right now: something new may need what would be removed, or a source may not have the old version any more. */
async function ownWayGone(context: RunContext, entry: JournalEntry, kind: 'reinstall' | 'history'): Promise<WayBackGone | null> {
  const wanted = wantedOf(approvedOf(entry).share.changes);
  const simulated = await context.manager.simulate(context.machine, context.mode(), wanted);
  if (!simulated.ok) return gone('wait', simulated.trouble.code, simulated.trouble.cause);
  const look = simulated.value[kind];
  if (look?.possible === true) return null;
  return gone('refuse', `${kind}.not-possible`, look?.because ?? 'Its package manager has no such way any more.');
}

async function filesGone(
  context: RunContext,
  entry: JournalEntry,
  { files }: Extract<WayBack, { kind: 'downgrade' | 'reinstall' }>,
): Promise<WayBackLook> {
  if (files.length === 0) return { entry, gone: null };
  const receipt = await context.manager.get(context.machine, context.mode(), files);
  // That all of it was there is not worth a line; that some of it had to be taken anew is.
  const told =
    receipt.ok && receipt.commands.length > 0 ? context.record(entry, { receipts: withReceipt(entry.receipts, receipt) }) : entry;
  if (receipt.ok) return { entry: told, gone: null };
  const { code = 'get.failed', cause = receipt.detail, nextStep = '', retry = 'no' } = receipt.trouble ?? {};
  const passes = retry === 'now' || retry === 'later';
  return {
    entry: told,
    gone: gone(passes ? 'wait' : 'refuse', code, `Its old packages are not in the store any more. ${cause} ${nextStep}`.trim()),
  };
}

function gone(kind: WayBackGone['kind'], code: string, because: string): WayBackGone {
  const detail = `Its way back is not there: ${because} Nothing is changed without it.`;
  return kind === 'wait'
    ? { kind, code, detail }
    : {
        kind,
        code: 'refused.way-back',
        detail: `${detail} Propose again: the plan then takes another way back, or says that there is none.`,
      };
}
