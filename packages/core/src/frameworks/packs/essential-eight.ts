/**
 * The Essential Eight's patching controls at three maturity levels, as rows of the Information Security Manual
 * (https://www.cyber.gov.au/resources-business-and-government/essential-cybersecurity/ism, OSCAL of December 2025).
 */
import { all, always, not, released, severityFrom } from '../conditions.ts';
import { days, hours, months } from '../durations.ts';
import type { SoftwareClass } from '../../risk/index.ts';
import type { Duration, Duty, Framework, Rule, When } from '../types.ts';

type Level = 1 | 2 | 3;
type Row = {
  readonly ism: string;
  readonly what: string;
  readonly on: When;
  readonly condition: 'any' | 'critical-or-exploit' | 'otherwise';
  readonly times: Readonly<Partial<Record<Level, Duration>>>;
};
type DutyRow = {
  readonly ism: string;
  readonly said: string;
  readonly on: When;
  readonly levels: readonly Level[];
  readonly every: Duration | null;
};

const software = (...classes: readonly SoftwareClass[]): When => ({ kind: 'software', classes });
const onlineServices = software('online-service');
const officeClass = software('office', 'browser', 'email', 'pdf', 'security');
const otherApplications = software('other');
const drivers = software('driver');
const firmware = software('firmware');
const facing = all({ kind: 'role', roles: ['server', 'network-device'] }, { kind: 'exposure', is: 'internet' });
const outerSystems = all(software('os'), facing);
const innerSystems = all(software('os'), not(facing));

/** Rated critical by its maker, or exploited by anything that works. A CVSS score stands in only where the maker is silent. */
const criticalOrExploit: When = { kind: 'any', of: [severityFrom('critical', { when: 'vendor-first' }), { kind: 'working-exploit' }] };

const twoDays = hours(48);
const twoWeeks = days(14);
const month = months(1);

const office = 'Office suites, browsers and extensions, e-mail, PDF and security products';
const outer = 'Operating systems of internet-facing servers and network devices';
const inner = 'Operating systems of workstations, internal servers and network devices';

const rows: readonly Row[] = [
  {
    ism: '1876',
    what: 'Online services',
    on: onlineServices,
    condition: 'critical-or-exploit',
    times: { 1: twoDays, 2: twoDays, 3: twoDays },
  },
  { ism: '1690', what: 'Online services', on: onlineServices, condition: 'otherwise', times: { 1: twoWeeks, 2: twoWeeks, 3: twoWeeks } },
  { ism: '1691', what: office, on: officeClass, condition: 'any', times: { 1: twoWeeks, 2: twoWeeks } },
  { ism: '1692', what: office, on: officeClass, condition: 'critical-or-exploit', times: { 3: twoDays } },
  { ism: '1901', what: office, on: officeClass, condition: 'otherwise', times: { 3: twoWeeks } },
  { ism: '1693', what: 'Other applications', on: otherApplications, condition: 'any', times: { 2: month, 3: month } },
  { ism: '1877', what: outer, on: outerSystems, condition: 'critical-or-exploit', times: { 1: twoDays, 2: twoDays, 3: twoDays } },
  { ism: '1694', what: outer, on: outerSystems, condition: 'otherwise', times: { 1: twoWeeks, 2: twoWeeks, 3: twoWeeks } },
  { ism: '1695', what: inner, on: innerSystems, condition: 'any', times: { 1: month, 2: month } },
  { ism: '1696', what: inner, on: innerSystems, condition: 'critical-or-exploit', times: { 3: twoDays } },
  { ism: '1902', what: inner, on: innerSystems, condition: 'otherwise', times: { 3: month } },
  { ism: '1879', what: 'Drivers', on: drivers, condition: 'critical-or-exploit', times: { 3: twoDays } },
  { ism: '1697', what: 'Drivers', on: drivers, condition: 'otherwise', times: { 3: month } },
  { ism: '1903', what: 'Firmware', on: firmware, condition: 'critical-or-exploit', times: { 3: twoDays } },
  { ism: '1904', what: 'Firmware', on: firmware, condition: 'otherwise', times: { 3: month } },
];

const everyLevel: readonly Level[] = [1, 2, 3];
const upper: readonly Level[] = [2, 3];

const dutyRows: readonly DutyRow[] = [
  { ism: '1698', said: 'Scan online services for missing fixes.', on: onlineServices, levels: everyLevel, every: days(1) },
  { ism: '1701', said: 'Scan internet-facing operating systems for missing fixes.', on: outerSystems, levels: everyLevel, every: days(1) },
  { ism: '1699', said: `Scan for missing fixes: ${office.toLowerCase()}.`, on: officeClass, levels: everyLevel, every: days(7) },
  { ism: '1700', said: 'Scan other applications for missing fixes.', on: otherApplications, levels: upper, every: twoWeeks },
  { ism: '1702', said: 'Scan internal operating systems for missing fixes.', on: innerSystems, levels: everyLevel, every: twoWeeks },
  { ism: '1703', said: 'Scan drivers for missing fixes.', on: drivers, levels: [3], every: twoWeeks },
  { ism: '1900', said: 'Scan firmware for missing fixes.', on: firmware, levels: [3], every: twoWeeks },
  { ism: '1807', said: 'Discover assets automatically.', on: always, levels: everyLevel, every: twoWeeks },
  { ism: '1808', said: 'Scan with a current database of vulnerabilities.', on: always, levels: everyLevel, every: twoWeeks },
  { ism: '1905', said: 'Remove online services that are no longer supported.', on: onlineServices, levels: everyLevel, every: null },
  {
    ism: '1704',
    said: 'Remove unsupported office suites, browsers, e-mail, PDF and security products.',
    on: officeClass,
    levels: everyLevel,
    every: null,
  },
  { ism: '1501', said: 'Replace operating systems that are no longer supported.', on: software('os'), levels: everyLevel, every: null },
  { ism: '0304', said: 'Remove other applications that are no longer supported.', on: otherApplications, levels: [3], every: null },
  { ism: '1407', said: 'Run the latest release of an operating system or the one before.', on: software('os'), levels: [3], every: null },
];

const conditions = { any: always, 'critical-or-exploit': criticalOrExploit, otherwise: not(criticalOrExploit) } as const satisfies Record<
  Row['condition'],
  When
>;
const words = {
  any: 'any vulnerability',
  'critical-or-exploit': 'vulnerabilities that their maker calls critical or that a working exploit exists for',
  otherwise: 'vulnerabilities that are neither critical nor exploited',
} as const satisfies Record<Row['condition'], string>;

export const essentialEightMl1 = pack(1);
export const essentialEightMl2 = pack(2);
export const essentialEightMl3 = pack(3);

function pack(level: Level): Framework {
  return {
    id: `essential-eight-ml${level}`,
    version: '2025-12',
    title: `Essential Eight, maturity level ${level}`,
    aliases: [
      `e8-ml${level}`,
      `essential-eight-maturity-level-${level}`,
      `e8-${level}`,
      `essential-eight-${level}`,
      `essential-eight-level-${level}`,
      `asd-essential-eight-ml${level}`,
      `ml${level}`,
      `essential-8-ml${level}`,
    ],
    scopeText: 'Online services, applications, operating systems and, at level 3, drivers and firmware.',
    covers: 'vulnerabilities',
    rules: rows.flatMap((row) => ruleOf(row, row.times[level])),
    duties: dutyRows.flatMap((row) => dutyOf(row, level)),
  };
}

function ruleOf({ ism, what, on, condition }: Row, duration: Duration | undefined): readonly Rule[] {
  if (duration === undefined) return [];
  const when = condition === 'any' ? on : all(on, conditions[condition]);
  const said = `${what}, ${words[condition]}.`;
  return [
    {
      clause: `ISM-${ism}`,
      textVersion: 'ISM, OSCAL of December 2025',
      confirmed: true,
      when,
      clock: released,
      duration,
      own: false,
      said,
    },
  ];
}

function dutyOf({ ism, said, on, levels, every }: DutyRow, level: Level): readonly Duty[] {
  return levels.includes(level) ? [{ clause: `ISM-${ism}`, confirmed: true, when: on, every, said }] : [];
}
