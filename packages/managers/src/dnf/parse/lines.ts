/** Lines of what dnf and rpm print, and what among them is only talk. */
export { linesOf } from '../../kit/index.ts';

/** What dnf, its plugins and yum say before or around their answer. Only whole known sentences: a new one is to be seen. */
const talk: readonly RegExp[] = [
  /^Last metadata expiration check(?: performed)?:? /,
  /^Metadata cache created\.$/,
  /^Added \S+ repo from \S+$/,
  /^Loaded plugins: /,
  /^Loading mirror speeds from cached hostfile$/,
  /^Determining fastest mirrors$/,
  /^ \* [\w.-]+: \S+$/,
  /^Updating and loading repositories:$/,
  /^Repositories loaded\.$/,
  /^Updating Subscription Management repositories\.$/,
  /^Unable to read consumer identity$/,
  /^This system is (?:not )?registered (?:with|to) .*/,
  /^Not root, Subscription Management repositories not updated$/,
  /^Waiting for process with pid \d+ to finish\.$/,
  /^Security: \S+ is (?:an installed security update|the currently running version)$/,
  /^Dependencies resolved\.$/,
  // Progress of fetching lists: `BaseOS  3.5 MB/s | 3.4 MB  00:01`, and dnf 5's `Updates  100% |  2.3 MiB/s | …`.
  /\d (?:[kKMG]i?)?B\/s \| /,
];

/** True for empty lines and known talk. */
export function isTalk(line: string): boolean {
  return line.trim() === '' || talk.some((pattern) => pattern.test(line));
}
