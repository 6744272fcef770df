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

/** A version that has been read once and can be compared often. It remembers its scheme and shows nothing else. */
export abstract class ParsedVersion {
  readonly scheme: string;

  protected constructor(scheme: string) {
    this.scheme = scheme;
  }

  /** Compares with another version of the same scheme. Throws a TypeError for one of another scheme: mixing them is a bug. */
  abstract compareTo(other: ParsedVersion): Order;
}

/** A scheme with its parsed form hidden, so that schemes of different kinds can stand in one list. */
export type OpaqueScheme = {
  readonly id: string;
  readonly displayName: string;
  readonly docs: string;
  /** True when the scheme can read the text. */
  readonly isValid: (text: string) => boolean;
  /** Reads a version once for many comparisons; `null` when the scheme can not read the text. */
  readonly parse: (text: string) => ParsedVersion | null;
  /** Compares two texts; `unknown` when either can not be read. */
  readonly compareTexts: (a: string, b: string) => Order | 'unknown';
};

/** Hides a scheme's parsed form. A text that can not be read makes the answer `unknown`, even when both texts are equal. */
export function opaque<V>(scheme: VersionScheme<V>): OpaqueScheme {
  const { id, displayName, docs, parse, compare } = scheme;

  /** One class a scheme: being its instance is what proves that a version is of this scheme. */
  class Parsed extends ParsedVersion {
    readonly #value: V;

    constructor(value: V) {
      super(id);
      this.#value = value;
    }

    override compareTo(other: ParsedVersion): Order {
      if (!(other instanceof Parsed)) throw new TypeError(`A version of scheme ${id} was compared with one of scheme ${other.scheme}.`);
      return compare(this.#value, other.#value);
    }
  }

  return {
    id,
    displayName,
    docs,
    isValid: (text) => parse(text) !== null,
    parse: (text) => {
      const value = parse(text);
      return value === null ? null : new Parsed(value);
    },
    compareTexts: (a, b) => {
      const left = parse(a);
      const right = parse(b);
      return left === null || right === null ? 'unknown' : compare(left, right);
    },
  };
}
