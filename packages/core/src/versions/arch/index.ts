import type { VersionScheme } from '../scheme.ts';
import { compareArch } from './compare.ts';
import { parseArch } from './parse.ts';
import type { ArchVersion } from './parse.ts';

export const archScheme: VersionScheme<ArchVersion> = {
  id: 'arch',
  displayName: 'Arch Linux package version',
  docs: 'https://man.archlinux.org/man/vercmp.8',
  parse: parseArch,
  compare: compareArch,
};
