import type { VersionScheme } from '../scheme.ts';
import { compareApk } from './compare.ts';
import { parseApk } from './parse.ts';
import type { ApkVersion } from './parse.ts';

export const apkScheme: VersionScheme<ApkVersion> = {
  id: 'apk',
  displayName: 'Alpine package version',
  docs: 'https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd',
  parse: parseApk,
  compare: compareApk,
};
