/** Every version scheme that Fettle knows: a new one is a folder and a line here. */
import { apkScheme } from './apk/index.ts';
import { archScheme } from './arch/index.ts';
import { chocolateyScheme } from './chocolatey/index.ts';
import { debScheme } from './deb/index.ts';
import { homebrewScheme } from './homebrew/index.ts';
import { nugetScheme } from './nuget/index.ts';
import { rpmScheme } from './rpm/index.ts';
import { opaque } from './scheme.ts';
import type { OpaqueScheme } from './scheme.ts';
import { semverScheme } from './semver/index.ts';
import { windowsScheme } from './windows/index.ts';
import { wingetScheme } from './winget/index.ts';

export const versionSchemes = {
  deb: opaque(debScheme),
  rpm: opaque(rpmScheme),
  arch: opaque(archScheme),
  apk: opaque(apkScheme),
  semver: opaque(semverScheme),
  nuget: opaque(nugetScheme),
  chocolatey: opaque(chocolateyScheme),
  winget: opaque(wingetScheme),
  homebrew: opaque(homebrewScheme),
  windows: opaque(windowsScheme),
} as const satisfies Record<string, OpaqueScheme>;

export type VersionSchemeId = keyof typeof versionSchemes;
