/** The numbers at the beginning of a version such as `6.1.0-18-amd64` or `22.04`: `[6, 1, 0]`, `[22, 4]`; null where it does not begin with one. */
export function dotted(text: string): readonly number[] | null {
  const found = /^\d{1,9}(?:\.\d{1,9}){0,9}/.exec(text.trim());
  return found === null ? null : found[0].split('.').map(Number);
}

/** -1, 0 or 1; parts that are not there count as 0. Null where one of the two has no numbers: unknown, never older. */
export function compareDotted(a: string, b: string): -1 | 0 | 1 | null {
  const [left, right] = [dotted(a), dotted(b)];
  if (left === null || right === null) return null;
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}
