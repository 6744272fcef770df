import type { VersionScheme } from '../scheme.ts';
import { compareNuget } from './compare.ts';
import { parseNuget } from './parse.ts';
import type { NugetVersion } from './parse.ts';

export type { NugetVersion } from './parse.ts';

export const nugetScheme: VersionScheme<NugetVersion> = {
  id: 'nuget',
  displayName: 'NuGet package version',
  docs: 'https://learn.microsoft.com/nuget/concepts/package-versioning',
  parse: parseNuget,
  compare: compareNuget,
};
