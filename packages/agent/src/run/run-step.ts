/** Orders a step of the mending, or joins it where an earlier life ordered it. One that ended is never ordered again; one that died, or never began, may be. */
import type { ApplyRequest } from '@fettle/managers/types';
import type { JournalEntry } from '../journal/entry.ts';
import { withReceipt } from '../journal/fitting.ts';
import { progress } from './context.ts';
import type { RunContext } from './context.ts';
import { lookAt } from './look-at.ts';
import type { Looked } from './look-at.ts';
import type { Direction, StepName } from './step/files.ts';

type Receipt = JournalEntry['receipts'][number];
type Request = Omit<ApplyRequest, 'progress'>;

/** `looked`: how the packages stand afterwards. `because`: why they do not stand as they should, where no receipt says it. */
export type Mended = { readonly entry: JournalEntry; readonly looked: Looked | null; readonly because: string };

/** A device that loses its power again and again is left to a person. */
const mostOrders = 3;

/** Does what `request` says, again where the power goes in the middle of it, but not without end. `left`: the agent stops; the next life joins. */
export async function mendBy(
  context: RunContext,
  entry: JournalEntry,
  direction: Exclude<Direction, 'forward'>,
  as: Receipt['step'],
  request: Request,
): Promise<Mended | 'left'> {
  let last: Mended = { entry, looked: null, because: '' };
  for (let order = 1; order <= mostOrders; order += 1) {
    const done = await runStep(context, last.entry, { id: entry.instruction.id, direction, order }, request);
    if (done.how === 'left') return 'left';
    last = await afterStep(context, last.entry, as, done, request);
    if (done.how === 'ended' || last.looked?.missing.length === 0) return last;
  }
  return last;
}

async function afterStep(
  context: RunContext,
  entry: JournalEntry,
  as: Receipt['step'],
  done: Exclude<StepRun, { how: 'left' }>,
  { changes }: Request,
): Promise<Mended> {
  const ended = done.how === 'ended';
  const told = ended ? withReceipt(entry.receipts, { ...done.receipt, step: as }) : entry.receipts;
  const repair = ended && done.receipt.ok ? null : await context.manager.repair(context.machine, context.mode());
  const receipts = repair === null ? told : withReceipt(told, repair);
  const because = ended ? (done.receipt.trouble?.cause ?? '') : done.because;
  return { entry: context.record(entry, { receipts }), looked: await lookAt(context, changes), because };
}

type StepRun =
  | { readonly how: 'ended'; readonly receipt: Receipt }
  | { readonly how: 'died' | 'not-started'; readonly because: string }
  | { readonly how: 'left' };

async function runStep(context: RunContext, entry: JournalEntry, name: StepName, request: Request): Promise<StepRun> {
  const { steps, life } = context;
  if (!steps.hasBegun(name)) {
    if (life.stopping()) return { how: 'left' };
    const ordered = await steps.begin(name, context.manager.id, request);
    if (!ordered.begun)
      return life.stopping() ? { how: 'left' } : { how: 'not-started', because: `it could not be started: ${ordered.because}` };
  }
  const done = await steps.join(name, (minutes) =>
    context.record(entry, {}, progress('checking', `still mending after ${minutes} minutes`)),
  );
  return done.how === 'died' ? { how: 'died', because: 'it was begun and did not end' } : done;
}
