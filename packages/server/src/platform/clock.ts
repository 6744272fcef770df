/** Where time comes from. Nothing else in the server asks the machine what time it is. */
export type Clock = { now(): Temporal.Instant };

/** The machine's clock. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() };

export type SettableClock = Clock & {
  set(to: Temporal.Instant): void;
  advance(by: Temporal.DurationLike): void;
};

/** A clock for tests: it stands still until it is told to move. */
export function settableClock(start: string | Temporal.Instant): SettableClock {
  let at = typeof start === 'string' ? Temporal.Instant.from(start) : start;
  return {
    now: () => at,
    set(to) {
      at = to;
    },
    advance(by) {
      at = at.add(by);
    },
  };
}

/** RFC 3339 text in UTC with exactly three digits of a second: the form in which times are stored and sent. */
export function timestamp(at: Temporal.Instant): string {
  return at.toString({ fractionalSecondDigits: 3 });
}
