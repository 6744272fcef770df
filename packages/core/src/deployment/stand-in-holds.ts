/** A person is asked about mission-critical devices of which the stand-in will not show the change. */
import { placeHold, standingHold } from './holds.ts';
import type { Look } from './look.ts';
import { factsOf, isWindingDown, record } from './look.ts';
import { currentRing } from './rings.ts';
import { isPlanned, runsOf } from './runs.ts';
import { standInWait } from './stand-ins.ts';

/** Once nothing else of the open ring is left to send, a person is asked about the devices of which the stand-in will not show it. Whatever mends that lets go. */
export function heedStandIns(look: Look): void {
  if (isWindingDown(look)) return;
  const standing = standingHold(look.draft, 'stand-in');
  const ring = standing?.ring ?? currentRing(look.draft);
  if (ring === null || look.draft.rings[ring]?.phase !== 'open') return;
  const planned = runsOf(look.draft).filter((run) => run.ring === ring && isPlanned(run) && factsOf(look, run)?.deviceUsable === 'yes');
  const lacking = planned.flatMap((run) => {
    const wait = standInWait(look, run);
    return wait?.state === 'lacking' ? [wait] : [];
  });
  if (standing !== null && lacking.length === 0)
    return record(look, {
      kind: 'hold-released',
      holdId: standing.id,
      by: 'engine',
      content: { because: 'No device waits for what its stand-in will not show any more.', acceptedDeviceIds: [] },
    });
  if (standing !== null || lacking.length === 0 || lacking.length < planned.length) return;
  placeHold(look, 'stand-in', ring, `${lacking.map(({ sentence }) => sentence).join(' ')} Its policy asks that the stand-in goes first.`);
}
