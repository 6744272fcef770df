/**
 * The start of a change: everything that may stand in its way is looked at, in this order, and nothing is changed before all of it is out of the way.
 *   window, limits, holds, approvals → the server's ear → simulated again, and equal → room for the journal → the way back is there → checks before → commands before
 *   → once more the way back and the first
 */
import { wantedOf } from '@fettle/core/deployment';
import type { DeviceSimulation, Share } from '@fettle/core/deployment';
import { whyNotBy } from '@fettle/core/rollback';
import type { JournalEntry } from '../journal/entry.ts';
import type { Trouble } from '@fettle/core/inventory';
import { offersProblem } from '../obey/granted.ts';
import { windowIsOpen } from '../obey/restart-window.ts';
import { outsideWindow, secondsToOpening, secondsToSpare, stillAllowed } from '../obey/still-allowed.ts';
import { withChange, withRolled } from '../state/memory.ts';
import { orderChange } from './change.ts';
import { readSeen } from './seen.ts';
import { runChecks } from './checks.ts';
import { beforeChange, hooksNotNow, settleHooks } from './hooks.ts';
import { differenceOf } from './compare.ts';
import { noteConfiguration } from './configuration.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import { end, refuse } from './end.ts';
import { dropUnused } from './snapshot.ts';
import { wayBackGone, wayBackLost } from './way-back-there.ts';

/** Not yet: seconds until the next look. */
export type Waited = { readonly again: number };
type Hindrance = { readonly kind: 'refuse' | 'fail' | 'wait'; readonly code: string; readonly detail: string; readonly seconds?: number };

/** Begins the change, ends the run, or says when to look again. */
export async function tryToBegin(context: RunContext, accepted: JournalEntry): Promise<JournalEntry | Waited> {
  const { life } = context;
  const { instruction } = accepted;
  let entry = accepted;
  if (isOver(context, entry)) return miss(context, entry);
  await readSeen(context, entry);
  const hindrance =
    atOnce(context, entry) ?? (await heard(context, entry)) ?? (await simulatedEqual(context, entry)) ?? (await hasRoom(context));
  if (hindrance !== null) return hindered(context, entry, hindrance);
  // Before the way back and the checks: nothing is read or asked every minute for a change that waits for its commands.
  const notNow = hooksNotNow(context, entry);
  if (notNow !== null) return hindered(context, entry, { kind: 'wait', ...notNow });
  const wayBack = await wayBackGone(context, entry);
  entry = wayBack.entry;
  if (wayBack.gone !== null) return hindered(context, entry, wayBack.gone);
  const { header, rules, share } = approvedOf(entry);
  const checksBefore = await runChecks(context, entry, rules.checks, null);
  const hooked = await beforeChange(context, entry);
  if (hooked.failure !== null) return hindered(context, hooked.entry, { kind: 'wait', ...hooked.failure });
  entry = hooked.entry;
  await noteConfiguration(context, entry);
  const after = await wayBackLost(context, entry);
  entry = after.entry;
  if (after.gone !== null) return hindered(context, entry, { ...after.gone, seconds: life.settings.patience.retry });
  const bootIdBefore = await context.bootId();
  await readSeen(context, entry);
  // All of that took time. From here to the order nothing is waited for.
  const late = isOver(context, entry) ? null : atOnce(context, entry);
  if (late !== null || isOver(context, entry) || life.stopping()) await dropUnused(context, entry);
  if (late !== null) return hindered(context, entry, late);
  if (isOver(context, entry) || life.stopping()) return { again: 0 };
  const { memory } = life.state;
  const outside = windowIsOpen(instruction, context.now()) ? null : outsideWindow(instruction, life.standing());
  const rolls = outside?.may === true && rules.missed?.kind === 'rolling';
  memory.set(
    withChange(memory.get(), { id: instruction.id, deploymentId: header.deploymentId, packages: share.changes.length, at: context.now() }),
  );
  if (rolls) memory.set(withRolled(memory.get(), outside.closesAt, rules.missed, context.now()));
  const begun = context.record(
    entry,
    {
      phase: 'changing',
      waitingFor: null,
      startedAt: context.now(),
      bootIdBefore,
      checksBefore,
      hooksOwed: (rules.hooks?.afterChange.length ?? 0) > 0,
      orders: entry.orders + 1,
      lockTimeoutSeconds: secondsToSpare(instruction, life.standing()),
    },
    progress(
      'changing',
      outside?.may === true ? 'outside its window, by its rule for missed windows: changing' : 'the window is open: changing',
    ),
  );
  return orderChange(context, begun);
}

function isOver(context: RunContext, { instruction }: JournalEntry): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(context.now()), Temporal.Instant.from(instruction.notAfter)) >= 0;
}

/** The span is over and nothing was changed: with the reason for which it had waited last. */
export function miss(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { instruction, waitingFor } = entry;
  const why = waitingFor === null ? '' : ` It last waited for this: ${waitingFor.detail}`;
  // It never came to look, or the server was not there to be asked: it was off, or out of contact.
  const absent = waitingFor === null || absentCodes.includes(waitingFor.code);
  const detail = `The span ended at ${instruction.notAfter} before the change could start; nothing was changed.${why}`;
  return end(context, entry, 'missed', {
    failure: { code: absent ? 'missed.absent' : 'missed.window', detail },
    startedAt: null,
    bootIdBefore: null,
  });
}

/** What it waited for last where it was not there while its window was open. */
const absentCodes: readonly string[] = ['refused.outside-span', 'waiting.contact'];

/** What can be told without asking anybody. */
function atOnce({ life }: RunContext, { instruction }: JournalEntry): Hindrance | null {
  const standing = life.standing();
  if (standing.authority === null)
    return {
      kind: 'wait',
      code: 'waiting.authority',
      detail: 'The authority that this device knows is over; a newer one has to come first.',
    };
  if (standing.quarantined)
    return { kind: 'wait', code: 'waiting.quarantine', detail: 'The device is quarantined: two agents speak with its key.' };
  const blocked = stillAllowed(instruction, life.self, standing);
  if (blocked === null) return null;
  const { code, detail } = blocked;
  if (!blocked.passing) return { kind: 'refuse', code, detail };
  const opening = code === 'refused.window' ? secondsToOpening(instruction, standing.now) : null;
  return { kind: 'wait', code, detail, ...(opening === null ? {} : { seconds: opening }) };
}

/** A hold that was not heard would be passed over: the server is asked right before the start, and what it says counts. */
async function heard(context: RunContext, entry: JournalEntry): Promise<Hindrance | null> {
  const { line, settings } = context.life;
  const { patience } = settings;
  const { startOffline } = approvedOf(entry).rules;
  const fresh = await line.hear(patience.fresh, patience.hear);
  const silence = line.silence();
  if (!fresh && !startOffline && (silence === null || silence > patience.silence))
    return {
      kind: 'wait',
      code: 'waiting.contact',
      detail: 'The server is not heard, and the approved spec does not let a change start out of contact.',
    };
  return atOnce(context, entry);
}

async function simulatedEqual(context: RunContext, entry: JournalEntry): Promise<Hindrance | null> {
  const { share, grant } = approvedOf(entry);
  const outside = grant === undefined ? null : await offeredHere(context, entry);
  if (outside !== null) return outside;
  // Under a standing approval nobody has seen which packages come new: they may only be what the others bring along.
  const asked = grant === undefined ? share.changes : share.changes.filter(({ from }) => from !== null);
  const simulated = await context.manager.simulate(context.machine, context.mode(), wantedOf(asked));
  if (simulated.ok) {
    const difference = differenceOf(share.changes, simulated.value.changes);
    if (difference === null) return cannotBy(share, simulated.value);
    return { kind: 'refuse', code: 'refused.differs', detail: `The device simulates something else than what was approved. ${difference}` };
  }
  return troubleOf(context, simulated.trouble);
}

/** A roll-back that is no downgrade: something may need by now what would be removed. */
function cannotBy({ by }: Pick<Share, 'by'>, said: DeviceSimulation): Hindrance | null {
  const because = by === undefined ? null : whyNotBy(by, said);
  if (because === null) return null;
  return {
    kind: 'refuse',
    code: 'refused.differs',
    detail: `It can not go back by ${by} as was approved, and nothing was changed. ${because}`,
  };
}

function troubleOf(context: RunContext, { code, cause, nextStep, retry }: Trouble): Hindrance {
  const detail = `${cause} ${nextStep}`.trim();
  if (code.endsWith('.superseded') || code.endsWith('.gone')) return { kind: 'refuse', code: 'refused.superseded', detail };
  return { kind: retry === 'now' || retry === 'later' ? 'wait' : 'fail', code, detail, seconds: context.life.settings.patience.retry };
}

/** A standing approval grants what the package manager of this device offers from its own sources. It is asked anew: what was kept of an earlier look is no proof. */
async function offeredHere(context: RunContext, entry: JournalEntry): Promise<Hindrance | null> {
  const { grant, ...body } = approvedOf(entry);
  if (grant === undefined) return null;
  const scan = await context.manager.scan(context.machine, context.mode());
  if (!scan.ok) return troubleOf(context, scan.trouble);
  const offers = scan.offers.map((offer) => ({ ...offer, manager: scan.manager }));
  const outside = offersProblem({ ...body, grant }, offers, context.now());
  return outside === null ? null : { kind: 'refuse', code: 'refused.outside-grant', detail: outside };
}

/** A change whose receipt could not be written would be one that nobody can account for. */
async function hasRoom(context: RunContext): Promise<Hindrance | null> {
  const { state, settings } = context.life;
  const free = await context.machine.freeBytes(state.folders.root);
  if (free === null || free >= settings.patience.freeBytes) return null;
  const detail = `${state.folders.root} has ${Math.floor(free / 1024)} KiB left, and the journal of a change needs ${settings.patience.freeBytes / 1024} KiB. Make room on that disk.`;
  return { kind: 'wait', code: 'agent.no-space', detail, seconds: settings.patience.retry };
}

async function hindered(context: RunContext, given: JournalEntry, hindrance: Hindrance): Promise<JournalEntry | Waited> {
  const { code, detail } = hindrance;
  const entry = await settleHooks(context, given);
  if (hindrance.kind === 'refuse') return refuse(context, entry, code, detail);
  if (hindrance.kind === 'fail') return end(context, entry, 'failed', { failure: { code, detail }, startedAt: null, bootIdBefore: null });
  const { patience } = context.life.settings;
  if (entry.waitingFor?.code !== code) {
    context.life.log(`${entry.instruction.id} waits: ${code} ${detail}`);
    context.record(entry, { waitingFor: { code, detail } }, progress('waiting for window', detail));
  }
  return { again: Math.min(hindrance.seconds ?? patience.look, patience.look * 2) };
}
