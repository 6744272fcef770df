/** The one place where the agent looks at the clock: RFC 3339, UTC, milliseconds. */
export function now(): string {
  return Temporal.Now.instant().toString({ smallestUnit: 'millisecond' });
}
