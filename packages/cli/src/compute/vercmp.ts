import { compareVersions, isVersion, versionSchemes } from '@fettle/core/versions';
import { textOf } from './verb.ts';
import type { Verb } from './verb.ts';

/** `{"scheme","a","b"}` → `{"cmp":-1|0|1}`, or `{"unknown":"why"}` where one of them is no version of the scheme. */
export const vercmp: Verb = {
  description: 'which of two versions is newer',
  prepare: async () => (row) => {
    const [scheme, a, b] = [textOf(row, 'scheme'), textOf(row, 'a'), textOf(row, 'b')];
    const cmp = compareVersions(scheme, a, b);
    if (cmp !== 'unknown') return { cmp };
    if (!Object.hasOwn(versionSchemes, scheme))
      return { unknown: `There is no scheme ${JSON.stringify(scheme)}. Known are: ${Object.keys(versionSchemes).join(', ')}.` };
    const bad = [a, b].filter((text) => !isVersion(scheme, text)).map((text) => JSON.stringify(text));
    return { unknown: `${bad.join(' and ')}: no version of the scheme ${scheme}.` };
  },
};
