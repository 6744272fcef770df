/** What a process remembers to save itself work, up to a weight: beyond it those are forgotten first that were asked for longest ago. */
export type BoundedMemory<Value> = {
  readonly get: (key: string) => Value | undefined;
  /** Also what is heavier than all that may be remembered is, alone. */
  readonly set: (key: string, value: Value) => void;
  readonly forget: (key: string) => void;
};

/** `weightOf`: of one value, in the unit of `most`; without it each counts one. */
export function boundedMemory<Value>(most: number, weightOf: (value: Value) => number = () => 1): BoundedMemory<Value> {
  // A map keeps its keys in the order in which they were put in (ECMA-262, Map objects).
  const known = new Map<string, { readonly value: Value; readonly weight: number }>();
  let weight = 0;

  function forget(key: string): void {
    weight -= known.get(key)?.weight ?? 0;
    known.delete(key);
  }
  return {
    get(key) {
      const found = known.get(key);
      if (found === undefined) return undefined;
      known.delete(key);
      known.set(key, found);
      return found.value;
    },
    set(key, value) {
      forget(key);
      const own = weightOf(value);
      for (const oldest of known.keys()) {
        if (weight + own <= most) break;
        forget(oldest);
      }
      known.set(key, { value, weight: own });
      weight += own;
    },
    forget,
  };
}
