import type { VersionScheme } from '../scheme.ts';
import { compareWindows } from './compare.ts';
import { parseWindows } from './parse.ts';
import type { WindowsVersion } from './parse.ts';

export const windowsScheme: VersionScheme<WindowsVersion> = {
  id: 'windows',
  displayName: 'Windows build',
  docs: 'https://learn.microsoft.com/windows/win32/api/verrsrc/ns-verrsrc-vs_fixedfileinfo',
  parse: parseWindows,
  compare: compareWindows,
};
