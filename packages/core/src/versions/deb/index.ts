import type { VersionScheme } from '../scheme.ts';
import { compareDeb } from './compare.ts';
import { parseDeb } from './parse.ts';
import type { DebVersion } from './parse.ts';

export const debScheme: VersionScheme<DebVersion> = {
  id: 'deb',
  displayName: 'Debian package version',
  docs: 'https://www.debian.org/doc/debian-policy/ch-controlfields.html#version',
  parse: parseDeb,
  compare: compareDeb,
};
