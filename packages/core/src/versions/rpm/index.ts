import type { VersionScheme } from '../scheme.ts';
import { compareRpm } from './compare.ts';
import { parseRpm } from './parse.ts';
import type { RpmVersion } from './parse.ts';

export const rpmScheme: VersionScheme<RpmVersion> = {
  id: 'rpm',
  displayName: 'RPM package version',
  docs: 'https://rpm.org/docs/4.20.x/man/rpm-version.7',
  parse: parseRpm,
  compare: compareRpm,
};
