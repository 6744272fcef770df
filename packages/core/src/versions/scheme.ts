/** What every version scheme can do: read a version, and say which of two is newer. One folder a scheme, one line in `list.ts`. */

/** -1: a is older than b. 0: they are the same version. 1: a is newer than b. */
export type Order = -1 | 0 | 1;

/** `V` is the scheme's own parsed form; nothing outside the scheme looks into it. */
export type VersionScheme<V> = {
  readonly id: string;
  readonly displayName: string;
  /** The text that defines the order. */
  readonly docs: string;
  /** Reads a version; `null` for anything that the scheme's definition does not allow. It never guesses. */
  readonly parse: (text: string) => V | null;
  readonly compare: (a: V, b: V) => Order;
};

/** A scheme with its parsed form hidden, so that schemes of different kinds can stand in one list. */
export type OpaqueScheme = {
  readonly id: string;
  readonly displayName: string;
  readonly docs: string;
  /** True when the scheme can read the text. */
  readonly isValid: (text: string) => boolean;
  /** Compares two texts; `unknown` when either can not be read. */
  readonly compareTexts: (a: string, b: string) => Order | 'unknown';
};

/** Hides a scheme's parsed form. A text that can not be read makes the answer `unknown`, even when both texts are equal. */
export function opaque<V>(scheme: VersionScheme<V>): OpaqueScheme {
  return {
    id: scheme.id,
    displayName: scheme.displayName,
    docs: scheme.docs,
    isValid: (text) => scheme.parse(text) !== null,
    compareTexts: (a, b) => {
      const left = scheme.parse(a);
      const right = scheme.parse(b);
      return left === null || right === null ? 'unknown' : scheme.compare(left, right);
    },
  };
}
