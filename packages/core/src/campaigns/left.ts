/** What of a campaign a client's policy left for later when its part was planned. It stays open there, so it is never told as done. */

/** Updates, and the devices to which they are offered. */
export type LeftPart = { readonly updates: number; readonly devices: number } & (
  | { readonly why: 'lane'; readonly lane: string }
  /** `until`: the first of them is taken from then on; null: nobody knows. */
  | { readonly why: 'deferred'; readonly until: string | null }
  /** A rule asks what nobody knows, as when an update came out: a person decides. */
  | { readonly why: 'unknown' }
  /** No whole policy holds for the devices. */
  | { readonly why: 'no policy' }
);

/** As `Left: 2 updates on 3 devices, which go in lane “rest”; 1 update on 1 device, which a rule defers, the first until 2026-03-09.`; nothing left: empty. */
export function leftInWords(parts: readonly LeftPart[]): string {
  if (parts.length === 0) return '';
  return `Left: ${parts.map((part) => `${numbersOf(part)}, which ${whyOf(part)}`).join('; ')}.`;
}

function numbersOf({ updates, devices }: LeftPart): string {
  return `${updates} ${updates === 1 ? 'update' : 'updates'} on ${devices} ${devices === 1 ? 'device' : 'devices'}`;
}

function whyOf(part: LeftPart): string {
  switch (part.why) {
    case 'lane':
      return `${part.updates === 1 ? 'goes' : 'go'} in lane “${part.lane}”`;
    case 'deferred':
      return part.until === null ? 'a rule defers' : `a rule defers, the first until ${part.until.slice(0, 10)}`;
    case 'unknown':
      return `${part.updates === 1 ? 'waits' : 'wait'} for a person, because nobody knows what a rule asks`;
    case 'no policy':
      return 'no whole policy governs there';
  }
}
