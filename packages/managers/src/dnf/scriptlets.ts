/** Scripts that failed during a transaction. dnf and rpm then end with status 0 all the same, and the new version counts as installed. */

export type FailedScript = { readonly package: string; readonly line: string };

/**
 * By rpm's own line (`rpmpsm`: "%post(name-version.arch) scriptlet failed, exit status 1") and dnf's ("Error in POSTIN scriptlet in rpm package name"; dnf 4.2 and older:
 * "Non-fatal POSTIN scriptlet failure in rpm package name"). Each package once.
 */
export function failedScripts(output: string): readonly FailedScript[] {
  const found = new Map<string, string>();
  for (const raw of output.split('\n')) {
    const line = raw.slice(raw.lastIndexOf('\r') + 1).trim();
    const byRpm = /%\w+\((.+)-(?:\d+:)?[^-]+-[^-]+\.[^.)]+\) scriptlet failed, /.exec(line)?.[1];
    const name = byRpm ?? /^(?:Error in|Non-fatal) \w+ scriptlet (?:failure )?in rpm package (\S+)/.exec(line)?.[1];
    if (name !== undefined && !found.has(name)) found.set(name, line);
  }
  return [...found].map(([name, line]) => ({ package: name, line }));
}
