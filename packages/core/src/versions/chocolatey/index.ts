import { nugetScheme } from '../nuget/index.ts';
import type { NugetVersion } from '../nuget/index.ts';
import type { VersionScheme } from '../scheme.ts';

/** Chocolatey packages are NuGet packages, and Chocolatey orders their versions with NuGet's own comparer. */
export const chocolateyScheme: VersionScheme<NugetVersion> = {
  ...nugetScheme,
  id: 'chocolatey',
  displayName: 'Chocolatey package version',
  docs: 'https://docs.chocolatey.org/en-us/create/create-packages#versioning-recommendations',
};
