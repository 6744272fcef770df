/** Which records answer a duty of a framework. A duty without a line here is outside of what Fettle records, and a test names it. */
import type { PackTopic } from './types.ts';

const scanning = 'scanning';
const supported = 'supported';

export const dutyTopics: Readonly<Record<string, PackTopic>> = {
  '6.3.1': 'ranking',
  '6.5.1': 'changes',
  '11.3.1': scanning,
  // Scans from outside by an approved vendor.
  '11.3.2': 'outside',
  'ISM-1698': scanning,
  'ISM-1701': scanning,
  'ISM-1699': scanning,
  'ISM-1700': scanning,
  'ISM-1702': scanning,
  // Agents do not read versions of drivers and firmware.
  'ISM-1703': 'outside',
  'ISM-1900': 'outside',
  'ISM-1807': 'discovery',
  'ISM-1808': 'database',
  'ISM-1905': supported,
  'ISM-1704': supported,
  'ISM-1501': supported,
  'ISM-0304': supported,
  'ISM-1407': supported,
  '7.2': 'review',
  '7.5': scanning,
  // Scans of what is exposed, from outside.
  '7.6': 'outside',
  'art. 10': scanning,
  'CC8.1': 'changes',
  'A.8.32': 'changes',
};

export function topicOfDuty(clause: string): PackTopic {
  return dutyTopics[clause] ?? 'outside';
}
