import type { VersionScheme } from '../scheme.ts';
import { compareHomebrew } from './compare.ts';
import { parseHomebrew } from './parse.ts';
import type { BrewVersion } from './parse.ts';

export const homebrewScheme: VersionScheme<BrewVersion> = {
  id: 'homebrew',
  displayName: 'Homebrew version',
  docs: 'https://docs.brew.sh/rubydoc/Version.html',
  parse: parseHomebrew,
  compare: compareHomebrew,
};
