/** What the describing functions need to speak of a deployment: names instead of ids, and the reader's own way to write a time. */
export type Words = {
  readonly device: (deviceId: string) => string;
  readonly ring: (index: number) => string;
  /** An instant (RFC 3339) as the reader reads it: in the zone and manner of console, CLI or report. */
  readonly time: (instant: string) => string;
  /** A person's name by id; `engine` is never asked for. */
  readonly person: (id: string) => string;
};

/** Who did something: a person's name, or Fettle itself. */
export function who(words: Words, by: string): string {
  return by === 'engine' ? 'Fettle' : words.person(by);
}

/** A text as the end of a sentence: with a full stop, and only one. */
export function ended(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
