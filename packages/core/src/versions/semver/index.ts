import type { VersionScheme } from '../scheme.ts';
import { compareSemver } from './compare.ts';
import { parseSemver } from './parse.ts';
import type { SemverVersion } from './parse.ts';

export const semverScheme: VersionScheme<SemverVersion> = {
  id: 'semver',
  displayName: 'Semantic version',
  docs: 'https://semver.org/#spec-item-11',
  parse: parseSemver,
  compare: compareSemver,
};
