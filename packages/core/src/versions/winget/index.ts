import type { VersionScheme } from '../scheme.ts';
import { compareWinget } from './compare.ts';
import { parseWinget } from './parse.ts';
import type { WingetVersion } from './parse.ts';

export const wingetScheme: VersionScheme<WingetVersion> = {
  id: 'winget',
  displayName: 'winget package version',
  docs: 'https://github.com/microsoft/winget-pkgs/blob/master/doc/Authoring.md',
  parse: parseWinget,
  compare: compareWinget,
};
