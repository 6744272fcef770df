/** By when an update must be in, as every framework counts it, and the events that deadlines are counted from. A part of what the API shows of an offer (models.ts). */
import { z } from 'zod';
import { Instant } from './shared.ts';

export const clockEvents = ['released', 'published', 'kevAdded', 'kevDue', 'detected', 'offered', 'backOnline'] as const;
export type ClockEventName = (typeof clockEvents)[number];

const DayOrInstant = z.string().meta({ description: 'a day or an RFC 3339 time' });

/** What one framework says of an update on a device: of all that it ends, the one whose time is over first. */
export const OfferDeadline = z
  .object({
    framework: z.string().meta({ description: 'its title' }),
    version: z.string(),
    clause: z.string().nullable().meta({ description: 'null: no rule of it covers this' }),
    confirmed: z.boolean().meta({ description: 'false: the clause was not yet checked against its text' }),
    vulnerability: z.string().nullable().meta({ description: 'null: the clause speaks of the update itself' }),
    at: Instant.nullable().meta({ description: 'when the time is over; null: it sets none' }),
    due: DayOrInstant.nullable(),
    clock: z.object({ event: z.enum(clockEvents), at: DayOrInstant.nullable() }).nullable(),
    otherClock: z
      .object({
        kind: z
          .enum(['time-on', 'calendar', 'from-return'])
          .meta({ description: 'time-on: without the time that the device was off; calendar: with it' }),
        backAt: DayOrInstant.meta({ description: 'when the device was back' }),
        at: Instant,
        due: DayOrInstant,
        why: z.string(),
      })
      .nullable()
      .meta({ description: 'for a device that was provably off: the clock that does not count, to be shown beside the one that does' }),
    why: z.string(),
  })
  .meta({ id: 'OfferDeadline' });

export const OfferClockEvent = z
  .object({
    event: z.enum(clockEvents),
    at: DayOrInstant.nullable().meta({ description: 'null: not known' }),
    source: z.string().meta({ description: 'who says so, or why it is not known' }),
    vulnerability: z.string().nullable().meta({ description: 'null: the update itself' }),
  })
  .meta({ id: 'OfferClockEvent' });
