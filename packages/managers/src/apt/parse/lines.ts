/** Lines of what apt and dpkg print, and what among them is only talk. */
export { linesOf } from '../../kit/index.ts';

/** What apt says before or around its answer. Only whole known sentences: a new one is to be seen. */
const talk: readonly RegExp[] = [
  /^WARNING: apt does not have a stable CLI interface\. Use with caution in scripts\.$/,
  /^(?:Listing|Reading package lists|Building dependency tree|Reading state information|Calculating upgrade)\.\.\.(?: ?(?:Done|0%))?$/,
  /^N: There (?:is|are) \d+ additional (?:version|record)s?\. Please use the '-a' switch to see (?:it|them\.)\.?$/,
  /^NOTE: This is only a simulation!$/,
  /^\s+apt(?:-get)? needs root privileges for real execution\.$/,
  /^\s+Keep also in mind that locking is deactivated,$/,
  /^\s+so don't depend on the relevance to the real current situation!$/,
];

/** True for empty lines and known talk. */
export function isTalk(line: string): boolean {
  return line.trim() === '' || talk.some((pattern) => pattern.test(line));
}

/** A version as Debian Policy 5.6.12 has it: it begins with a digit, behind an epoch or not. dpkg takes letters in front too, with a warning. */
export function isVersionText(text: string): boolean {
  return /^[0-9a-z][0-9A-Za-z.+:~-]*$/.test(text) && /\d/.test(text);
}

/** A name as Debian Policy 5.6.1 has it; `name:architecture` is parted. null: it is none. */
export function nameOf(text: string): { readonly name: string; readonly architecture: string | null } | null {
  const found = /^([a-z0-9][a-z0-9+.-]+)(?::([a-z0-9][a-z0-9-]*))?$/i.exec(text);
  return found === null ? null : { name: found[1] ?? '', architecture: found[2] ?? null };
}
