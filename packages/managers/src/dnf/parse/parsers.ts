/** Every reader by the name of the output that it reads. */
import { parseDnfList } from './dnf-list.ts';
import { parseDnfRepoquery } from './dnf-repoquery.ts';
import { parseDnfTransaction } from './dnf-transaction.ts';
import { parseDnfUpdateinfoInfo } from './dnf-updateinfo-info.ts';
import { parseDnfUpdateinfoList } from './dnf-updateinfo-list.ts';
import { parseDnfUpdateinfoSummary } from './dnf-updateinfo-summary.ts';
import { parseOsReleaseFields } from './os-release.ts';
import { parseRpmQa, parseRpmQaFormat } from './rpm-qa.ts';
import { parseRpmQi } from './rpm-qi.ts';
import type { Parsed } from './types.ts';

export const parsers = {
  'rpm-qa': parseRpmQa,
  'rpm-qa-qf': parseRpmQaFormat,
  'rpm-qi': parseRpmQi,
  'dnf-list-installed': (text: string) => parseDnfList(text, 'other'),
  'dnf-list-upgrades': (text: string) => parseDnfList(text, 'other'),
  'dnf-check-update': (text: string) => parseDnfList(text, 'upgrades'),
  'dnf-repoquery-upgrades': parseDnfRepoquery,
  'dnf-updateinfo-list': parseDnfUpdateinfoList,
  'dnf-updateinfo-list-cve': parseDnfUpdateinfoList,
  'dnf-updateinfo-info': parseDnfUpdateinfoInfo,
  'dnf-updateinfo-summary': parseDnfUpdateinfoSummary,
  'dnf-upgrade-assumeno': parseDnfTransaction,
  'dnf-upgrade-security-assumeno': parseDnfTransaction,
  'os-release': parseOsReleaseFields,
} as const satisfies Readonly<Record<string, (text: string) => Parsed<object>>>;
