/**
 * Chance of one's own: a generator that gives the same numbers for the same seed on every machine. mulberry32 (public domain, by Tommy Ettinger): 32 bits of state, and far more
 * than even enough for choosing which devices are away. Nothing here decides about secrets.
 */
export type Chance = {
  /** At least 0 and below 1. */
  readonly next: () => number;
};

/** `names` are mixed into the seed, so that each device has its own luck, whatever others there are. */
export function chanceOf(seed: number, ...names: readonly string[]): Chance {
  let state = Math.trunc(seed) | 0;
  for (const name of names) state = mix(state, name);
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}

/** FNV-1a over the text's code units, begun at what was there. */
function mix(start: number, text: string): number {
  let hash = start ^ 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}
