/**
 * Reads a time zone: its IANA name in the customary spelling, or `null` when this system's time zone data do not know it.
 * A fixed offset such as `+02:00` is no place and is refused: it would be wrong for half of the year.
 */
export function readZone(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 64 || !/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null;
  }
}
