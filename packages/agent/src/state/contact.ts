/** The thread that ties one contact to the next: a counter that only rises, and the server's last ticket. */
import { z } from 'zod';

export const ContactState = z.strictObject({
  /** Of the last check-in that was, or may have been, on the wire. */
  counter: z.number().int(),
  /** As it went with that check-in. A ticket that came after it may be lost with the process: the server takes the one before, too. */
  ticket: z.string(),
  /** When the server last answered; null: never, or an earlier agent. For people. */
  heardAt: z.string().nullable().default(null),
  /** Why the check-in before failed; null: it did not. For people. */
  trouble: z.string().nullable().default(null),
  /** Since when the server has said that two speak with this key; null: it does not. */
  quarantinedSince: z.string().nullable().default(null),
  /** In which start of the device that check-in was sent, and when; null: by an earlier agent. */
  bootId: z.string().nullable().default(null),
  sentAt: z.string().nullable().default(null),
  /** When this start began, by the device's clock; null: not known. */
  startedAt: z.string().nullable().default(null),
  /** By how much the device's clock was ahead of the server's when the server was last heard in this start; null: not heard, or the clock was set since. */
  aheadSeconds: z.number().nullable().default(null),
  /** When the start before ended, by the server's clock; null: not proved. */
  aliveBefore: z.string().nullable().default(null),
});
export type ContactState = z.infer<typeof ContactState>;
