/** Reads each version text once: the same few thousand texts are compared millions of times. */
import { compareParsed, parseVersion } from '../versions/index.ts';
import type { ParsedVersion } from '../versions/index.ts';
import { semverOr } from './semver-text.ts';

export type VersionReader = {
  /** The parsed version; null when the text is no version of the scheme, or the scheme is not known. */
  read(scheme: string, text: string): ParsedVersion | null;
};

/** A reader with a memory of its own: it lives as long as the index that it serves. */
export function versionReader(): VersionReader {
  const known = new Map<string, Map<string, ParsedVersion | null>>();
  return {
    read(scheme, text) {
      let texts = known.get(scheme);
      if (texts === undefined) known.set(scheme, (texts = new Map()));
      let parsed = texts.get(text);
      if (parsed === undefined) texts.set(text, (parsed = parseVersion(scheme, semverOr(scheme, text))));
      return parsed;
    },
  };
}

export { compareParsed };
export type { ParsedVersion };
