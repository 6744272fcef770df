/**
 * Reads a version as Homebrew does: `version[_revision]` (Library/Homebrew/pkg_version.rb), the version as a list of
 * tokens (Library/Homebrew/version.rb), everything between them only separates. `HEAD` and `HEAD-<commit>` are one version
 * above all others.
 */
import { isVersionLike } from '../bounds.ts';

/** The order of the kinds with a number of their own: a pre-release, then patches and post-releases, which are above the end. */
export type BrewKind = 'alpha' | 'beta' | 'pre' | 'rc' | 'patch' | 'post' | 'number' | 'text';

export type BrewToken = {
  readonly kind: BrewKind;
  /** As written: plain texts compare by it. */
  readonly text: string;
  /** Digits: the number itself, or the one inside `rc2`. Empty when there is none, which is 0. */
  readonly digits: string;
};

export type BrewVersion = {
  readonly head: boolean;
  readonly tokens: readonly BrewToken[];
  /** Digits of Homebrew's own revision of a formula. Empty is 0. */
  readonly revision: string;
};

/** Homebrew's token patterns in its own order; the first that matches wins. The dot in `.post` is any character there too. */
const pattern = /(alpha\d*|a\d+)|(beta\d*|b\d+)|(pre\d*)|(rc\d*)|(p\d*)|(.post\d+)|(\d+)|([a-z]+)/gi;
const kindOfGroup: readonly BrewKind[] = ['alpha', 'beta', 'pre', 'rc', 'patch', 'post', 'number', 'text'];

const withRevision = /^(.+?)(?:_(\d+))?$/;
const head = /^HEAD(?:-.*)?$/;

/**
 * Reads a Homebrew version; `null` when it is none. `latest`, which a cask writes when it does not know its version, is
 * none either: it would compare as a word.
 */
export function parseHomebrew(text: string): BrewVersion | null {
  if (!isVersionLike(text) || text === 'latest') return null;
  const [, version = text, revision = ''] = withRevision.exec(text) ?? [];
  if (head.test(version)) return { head: true, tokens: [], revision };
  const tokens = Array.from(version.matchAll(pattern), readToken);
  return tokens.length === 0 ? null : { head: false, tokens, revision };
}

function readToken(match: RegExpExecArray): BrewToken {
  const [text, ...groups] = match;
  const kind = kindOfGroup[groups.findIndex((group) => group !== undefined)] ?? 'text';
  return { kind, text, digits: /\d+/.exec(text)?.[0] ?? '' };
}
