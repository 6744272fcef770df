/** Every reader by the name of the output that it reads. */
import { parseAptCachePolicy } from './apt-cache-policy.ts';
import { parseAptList } from './apt-list.ts';
import { parseAptSimulation } from './apt-simulation.ts';
import { parseDpkgList } from './dpkg-list.ts';
import { parseDpkgQuery } from './dpkg-query.ts';
import { parseAptCacheShow, parseDpkgStatus } from './stanzas.ts';
import type { Parsed } from './types.ts';

export const parsers = {
  'apt-list-upgradable': parseAptList,
  'apt-list-installed': parseAptList,
  'apt-get-s-upgrade': parseAptSimulation,
  'apt-get-s-dist-upgrade': parseAptSimulation,
  'apt-cache-policy': parseAptCachePolicy,
  'apt-cache-show': parseAptCacheShow,
  'dpkg-query-W': parseDpkgQuery,
  'dpkg-l': parseDpkgList,
  'dpkg-status': parseDpkgStatus,
} as const satisfies Readonly<Record<string, (text: string) => Parsed<object>>>;
