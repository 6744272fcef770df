/** What was found out about an object. It remembers answers, it is no state: whoever forgets it finds the same out again. */
export type Remembered<Key extends object, Value> = {
  readonly of: (key: Key) => Value | undefined;
  /** What can not be written on (a frozen object) is not remembered. */
  readonly keep: (key: Key, value: Value) => void;
};

/**
 * A memory for objects that live as long as one look: each answer is kept on its object, where neither listing, copying nor comparing sees it, and goes with it. A WeakMap does the same, but
 * tens of thousands of such keys in it cost the collector of garbage a quarter of all time. For what lives long, and for objects of others, a WeakMap is right.
 */
export function rememberOn<Key extends object, Value>(about: string): Remembered<Key, Value> {
  const name = Symbol(about);
  return {
    // Only `keep` writes it.
    of: (key) => (key as { readonly [name]?: Value })[name],
    keep(key, value) {
      if (Object.isExtensible(key)) Object.defineProperty(key, name, { value, writable: true, configurable: true, enumerable: false });
    },
  };
}
