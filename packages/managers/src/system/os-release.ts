/** os-release(5): shell-like assignments, quoted or not. */

/** Keys to values, without their quotes. Lines of another form are left out. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = /^([A-Z0-9_]+)=(.*)$/.exec(line.trim());
    if (found) values.set(found[1] ?? '', unquote(found[2] ?? ''));
  }
  return values;
}

function unquote(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (!quoted) return text;
  const inner = quoted[2] ?? '';
  return quoted[1] === "'" ? inner : inner.replace(/\\(["$`\\])/g, '$1');
}
