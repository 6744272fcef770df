/** When to look again. Hints only make it sooner; nothing that is done depends on them. */
import { freezeTimes } from './freezes.ts';
import { toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf } from './look.ts';
import { patience } from './patience.ts';
import { isInFlight, runsOf } from './runs.ts';
import { nextTurn } from './turns.ts';
import type { Waiting } from './types.ts';

/**
 * The next time at which something may follow: a known one, or a look after some minutes where something is awaited of which nobody tells. What a report tells wakes the
 * deployment in the transaction that stores it, so that a device which is merely silent costs no look until time alone may decide something about it.
 */
export function wakeAt(look: Look, waiting: readonly Waiting[]): string {
  const soon = waiting.some(isUntold) || runsOf(look.draft).some((run) => isInFlight(run) && factsOf(look, run)?.calledBack === true);
  const inMinutes = look.now + patience.look;
  let next = soon ? inMinutes : look.now + patience.quietLook;
  const add = (at: number): void => {
    if (at > look.now && at < next) next = at;
  };
  add(look.expiresAt);
  for (const one of waiting) for (const at of timesOf(one)) add(at);
  for (const at of freezeTimes(look.facts)) add(at);
  // When a device is in contact again nobody tells either: where that alone is missing, it may be now.
  const turn = nextTurn(look.draft, look.facts, waiting, (_, from) => Math.max(from, inMinutes));
  if (turn !== null) add(turn);
  return toInstant(next);
}

/** Nothing wakes the deployment when this has come: a scan or a sign of life in a check-in, another deployment that lets go of a device, a stop that is lifted. */
function isUntold(waiting: Waiting): boolean {
  return waiting.what === 'device' ? !toldByReport.has(waiting.for) : untold[waiting.what];
}

/** Of everything that may be waited for, so that a new kind says it as well. */
const untold: Readonly<Record<Exclude<Waiting['what'], 'device'>, boolean>> = {
  busy: true,
  dependency: true,
  dependant: true,
  decision: true,
  backup: true,
  notice: true,
  'stand-in': true,
  'way-back': true,
  guest: true,
  missed: true,
  'panic stop': true,
  // These end by time, which is known, or by what a person does, which wakes it.
  freeze: false,
  hold: false,
  limit: false,
  pace: false,
  ring: false,
  soak: false,
  test: false,
  window: false,
};

type AwaitedOf = Extract<Waiting, { what: 'device' }>['for'];
const toldByReport: ReadonlySet<AwaitedOf> = new Set(['securing', 'contact', 'acceptance', 'progress', 'report']);

const never: readonly number[] = [];

function timesOf(waiting: Waiting): readonly number[] {
  switch (waiting.what) {
    case 'ring':
    case 'soak':
    case 'pace':
    case 'limit':
      return [toMs(waiting.until)];
    case 'missed':
      return waiting.until === null ? [] : [toMs(waiting.until)];
    case 'decision':
      return waiting.bar.until === null ? [] : [toMs(waiting.bar.until)];
    case 'freeze':
      return waiting.opensAt === null ? [] : [toMs(waiting.opensAt) - patience.sendAhead, toMs(waiting.opensAt)];
    case 'window':
      // Both times matter: an instruction goes out ahead of its opening, and is awaited from then on.
      return waiting.opensAt === null ? [] : [toMs(waiting.opensAt) - patience.sendAhead, toMs(waiting.opensAt)];
    default:
      return never;
  }
}
