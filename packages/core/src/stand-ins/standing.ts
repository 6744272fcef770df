/** How a mission-critical device stands with its stand-in: for lists, the daily look at policies, and the sixth step, "the patch is tested". */
import { differences, notTold } from './differences.ts';
import type { Machine, StandIn, StandInReason, StandInStanding } from './types.ts';

/** A device that was not heard for longer is silent, as everywhere. */
const silentHours = 24;

/**
 * `failing`: a mission-critical device has none, or one that is gone. `attention`: the stand-in is in quarantine or silent, differs in what both tell of their
 * system, or its record is past its review. Of one outside of Fettle nothing is seen, and only its review is judged. `now` is RFC 3339. Pure.
 */
export function standInStanding(device: Machine, standIn: StandIn | null, now: string): StandInStanding {
  if (standIn === null)
    return result([
      {
        code: 'stand-in.none',
        standing: 'failing',
        sentence: 'It is mission-critical, and no stand-in is named for it.',
        remedy: 'Name the device on which its changes are tried first.',
      },
    ]);
  const { machine } = standIn;
  return result(
    [...(machine === null ? [] : seen(device, machine, now)), ...review(standIn, now)],
    machine === null
      ? `Its stand-in is ${standIn.name}, outside of Fettle: what is tried there is known only where people say it.`
      : `Its stand-in is ${standIn.name}, and nothing that both tell of their systems differs.`,
  );
}

function seen(device: Machine, machine: Machine, now: string): readonly StandInReason[] {
  if (machine.status === 'retired')
    return [
      { code: 'stand-in.gone', standing: 'failing', sentence: `Its stand-in ${machine.name} was retired.`, remedy: 'Name another one.' },
    ];
  const differing = differences(device, machine);
  const lacking = notTold(device, machine);
  return [
    ...silence(machine, now),
    ...differing.map(({ sentence }): StandInReason => ({
      code: 'stand-in.differs',
      standing: 'attention',
      sentence,
      remedy: 'Bring the stand-in to what the device is, or say in its record why that does not matter.',
    })),
    ...(lacking.length === 0
      ? []
      : [
          {
            code: 'stand-in.not-told',
            standing: 'attention',
            sentence: `Whether it differs from its stand-in can not be said: ${lacking.join(' and ')} is not known.`,
            remedy: 'Wait for the first report, or look why the agent can not tell.',
          } as const,
        ]),
  ];
}

function silence({ name, status, lastSeenAt }: Machine, now: string): readonly StandInReason[] {
  const reason = (sentence: string): StandInReason => ({
    code: 'stand-in.silent',
    standing: 'attention',
    sentence,
    remedy: 'Look at the stand-in: what can not be tried there says nothing of the device.',
  });
  if (status === 'quarantined') return [reason(`Its stand-in ${name} is in quarantine.`)];
  if (lastSeenAt === null) return [reason(`Its stand-in ${name} was never heard.`)];
  const hours = Temporal.Instant.from(lastSeenAt).until(now).total('hours');
  return hours <= silentHours ? [] : [reason(`Its stand-in ${name} was not heard for more than a day.`)];
}

function review({ reviewAt }: StandIn, now: string): readonly StandInReason[] {
  return reviewAt >= now.slice(0, 10)
    ? []
    : [
        {
          code: 'stand-in.review',
          standing: 'attention',
          sentence: `Its stand-in should have been looked at again by ${reviewAt}.`,
          remedy: 'Look whether it still stands for the device, and record it anew.',
        },
      ];
}

function result(reasons: readonly StandInReason[], good = ''): StandInStanding {
  const sorted = [
    ...reasons.filter(({ standing }) => standing === 'failing'),
    ...reasons.filter(({ standing }) => standing === 'attention'),
  ];
  const [first] = sorted;
  return { standing: first?.standing ?? 'good', sentence: first?.sentence ?? good, reasons: sorted };
}
