/** Ages in words. */
/** From one instant to another in hours, below zero where it lies after it. */
export function hoursBetween(from: string, to: string): number {
  return Temporal.Instant.from(from).until(to).total('hours');
}

/** `5 hours`, `3 days`: rounded down, so that it never claims more than was seen. */
export function ageWords(hours: number): string {
  const days = Math.floor(hours / 24);
  if (days >= 2) return `${days} days`;
  const whole = Math.floor(hours);
  return whole < 1 ? 'less than an hour' : `${whole} ${whole === 1 ? 'hour' : 'hours'}`;
}
