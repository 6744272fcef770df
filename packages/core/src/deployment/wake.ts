/** When to look again. Hints only make it sooner; nothing that is done depends on them. */
import { freezeTimes } from './freezes.ts';
import { toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { patience } from './patience.ts';
import type { Waiting } from './types.ts';

/** The next time at which something may follow: a known one, or a look after some minutes where devices are awaited. */
export function wakeAt(look: Look, waiting: readonly Waiting[]): string {
  const devices = waiting.some(
    ({ what }) =>
      what === 'device' ||
      what === 'busy' ||
      what === 'dependency' ||
      what === 'dependant' ||
      what === 'decision' ||
      what === 'backup' ||
      what === 'way-back' ||
      what === 'guest' ||
      what === 'missed',
  );
  const latest = look.now + (devices ? patience.look : patience.quietLook);
  let next = latest;
  const add = (at: number): void => {
    if (at > look.now && at < next) next = at;
  };
  add(look.expiresAt);
  for (const one of waiting) for (const at of timesOf(one)) add(at);
  for (const at of freezeTimes(look)) add(at);
  return toInstant(next);
}

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
