/** Deadlines of the made-up offers with what they are counted from; of the first two, the others set none. */
import type { CallOutput } from '@fettle/protocol/client';

type Offer = CallOutput<'getDeviceUpdates'>['items'][number];
/** A time so many minutes from the start of the test. */
type At = (minutes: number) => string;

export function clocksOf(n: number, at: At): Pick<Offer, 'deadlines' | 'clockEvents'> {
  return n < 2 ? { deadlines: deadlinesOf(n, at), clockEvents: clockEventsOf(n, at) } : { deadlines: [], clockEvents: [] };
}

/** The second was off for a week: its agreement leaves that out, the framework does not. */
function deadlinesOf(n: number, at: At): Offer['deadlines'] {
  const vulnerability = `CVE-2026-1${n}00`;
  const day = (after: number): string => at(after).slice(0, 10);
  const minutes = 60 * 24 * (3 + n * 9);
  const off = `The device was off ${day(-60 * 24 * 9)} 08:00 to ${day(-60 * 24 * 2)} 09:00 (proved by its boot)`;
  const other = (kind: 'time-on' | 'calendar', after: number, why: string) => ({
    kind,
    backAt: at(-60 * 24 * 2),
    at: at(after),
    due: day(after),
    why,
  });
  return [
    {
      framework: 'Cyber Essentials 3.3',
      version: '3.3',
      clause: 'A6.4',
      confirmed: true,
      vulnerability,
      at: at(minutes),
      due: day(minutes),
      clock: { event: 'released', at: at(-60 * 24 * 2 - 400) },
      otherClock:
        n === 1
          ? other(
              'time-on',
              minutes + 60 * 24 * 7,
              `${off}: counting only the time that it was on it is due ${day(minutes + 60 * 24 * 7)}. The framework does not know this clock.`,
            )
          : null,
      why: `Cyber Essentials 3.3, A6.4: fixes that are critical or high are installed within 14 days of release. Due ${day(minutes)}.`,
    },
    {
      framework: 'Service level agreement',
      version: '2',
      clause: 'urgent',
      confirmed: true,
      vulnerability,
      at: at(minutes + 60 * 24 * 8),
      due: day(minutes + 60 * 24 * 8),
      clock: { event: 'offered', at: at(-3000 - n * 700) },
      otherClock:
        n === 1
          ? other('calendar', minutes + 60 * 24, `By the calendar, the time that it was off included, it is due ${day(minutes + 60 * 24)}.`)
          : null,
      why: `Service level agreement, urgent: urgent updates within 20 days.${n === 1 ? ` ${off} and that does not count.` : ''}`,
    },
    {
      framework: 'NIS2 art. 21',
      version: '2024/2690',
      clause: 'annex 6.6',
      confirmed: false,
      vulnerability,
      at: null,
      due: null,
      clock: { event: 'released', at: at(-60 * 24 * 2 - 400) },
      otherClock: null,
      why: 'NIS2 art. 21, annex 6.6: within a reasonable time. It names no fixed time, and none of the organisation’s own was given.',
    },
  ];
}
function clockEventsOf(n: number, at: At): Offer['clockEvents'] {
  const vulnerability = `CVE-2026-1${n}00`;
  const kev = 'catalogue of known exploited vulnerabilities (CISA KEV)';
  const rows = [
    { event: 'released', at: at(-60 * 24 * 2 - 400), source: `DSA-59${n}0-1 (feed osv)` },
    { event: 'published', at: null, source: `no feed that was taken says when ${vulnerability} was published` },
    { event: 'kevAdded', at: n === 0 ? '2026-10-30' : null, source: n === 0 ? kev : `it is not in the ${kev}` },
    { event: 'detected', at: at(-2900), source: 'its inventory, compared with what is published' },
    {
      event: 'offered',
      at: at(-3000 - n * 700),
      source: 'its package manager, when it was first asked and offered a version that ends it',
    },
    ...(n === 1
      ? [
          {
            event: 'backOnline',
            at: at(-60 * 24 * 2),
            source: `its boot: it was off since ${at(-60 * 24 * 9).slice(0, 10)} 08:00`,
          } as const,
        ]
      : []),
  ] as const;
  return rows.map((row) => ({ ...row, vulnerability }));
}
