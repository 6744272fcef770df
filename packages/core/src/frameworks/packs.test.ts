/**
 * One line a case: framework | severity (CVSS, maker) | further facts | due | clause. Released on 2026-03-10 at 17:00 UTC, seen on the
 * 12th.
 */
import { describe, expect, test } from 'vitest';
import type { RiskInput } from '../risk/index.ts';
import { deadlineOf, findFramework } from './index.ts';
import type { Deadline } from './index.ts';

const events = { released: '2026-03-10T17:00:00Z', detected: '2026-03-12', kevAdded: null } as const;

const cases = `
pci-dss-4.0.1        | 9.0  -         |          | 2026-04-10 | 6.3.3
pci-dss-4.0.1        | 8.9  -         |          | null       | 6.3.3
pci-dss-4.0.1        | 5.0  critical  |          | 2026-04-10 | 6.3.3
pci-dss-4.0.1        | 9.8  low       |          | 2026-04-10 | 6.3.3
pci-dss-4.0.1        | 8.9  important |          | null       | 6.3.3
pci-dss-4.0.1        | -    -         |          | 2026-04-10 | 6.3.3
pci-dss-4.0          | 7.0  -         |          | 2026-04-10 | 6.3.3
pci-dss-4.0          | 6.9  moderate  |          | null       | 6.3.3
pci-dss-4.0          | 6.9  important |          | 2026-04-10 | 6.3.3
cyber-essentials-3.3 | 7.0  -         |          | 2026-03-24 | A6.4, A6.5
cyber-essentials-3.3 | 6.9  -         |          | null       | A6.4, A6.5
cyber-essentials-3.3 | 6.9  high      |          | 2026-03-24 | A6.4, A6.5
cyber-essentials-3.3 | 7.0  low       |          | 2026-03-24 | A6.4, A6.5
cyber-essentials-3.3 | -    low       |          | null       | A6.4, A6.5
cyber-essentials-3.3 | -    -         |          | 2026-03-24 | A6.4, A6.5
hipaa                | 9.8  critical  |          | null       | 164.308(a)(1)(ii)(A)-(B), (a)(5)(ii)(B), (a)(8)
hipaa-proposed       | 9.8  -         |          | 2026-03-27 | patch management, proposed
hipaa-proposed       | 7.0  -         |          | 2026-04-11 | patch management, proposed
hipaa-proposed       | 6.9  moderate  |          | null       | patch management, proposed
hipaa-proposed       | -    -         |          | 2026-03-27 | patch management, proposed
cis-8.1              | 5.0  -         | os       | 2026-04-10 | 7.3
cis-8.1              | 5.0  -         | browser  | 2026-04-10 | 7.4
nis2                 | 9.8  critical  |          | null       | art. 21(2)(e); annex 6.6
dora                 | 9.8  critical  |          | null       | art. 10(4)
soc-2                | 9.8  critical  |          | null       | CC7.1
iso-27001            | 9.8  critical  |          | null       | A.8.8
gdpr-32              | 9.8  critical  |          | null       | art. 32
sla                  | 9.8  critical  |          | null       | own times
`;

const eight = `
1 | online-service | server internal         | critical | 2026-03-12T17:00:00Z | ISM-1876
2 | online-service | server internal         | critical | 2026-03-12T17:00:00Z | ISM-1876
3 | online-service | server internal         | exploit  | 2026-03-12T17:00:00Z | ISM-1876
1 | online-service | server internal         | other    | 2026-03-24           | ISM-1690
2 | online-service | server internal         | other    | 2026-03-24           | ISM-1690
3 | online-service | server internal         | other    | 2026-03-24           | ISM-1690
1 | browser        | workstation internal    | critical | 2026-03-24           | ISM-1691
2 | office         | workstation internal    | exploit  | 2026-03-24           | ISM-1691
1 | email          | workstation internal    | other    | 2026-03-24           | ISM-1691
3 | pdf            | workstation internal    | critical | 2026-03-12T17:00:00Z | ISM-1692
3 | security       | workstation internal    | exploit  | 2026-03-12T17:00:00Z | ISM-1692
3 | browser        | workstation internal    | other    | 2026-03-24           | ISM-1901
1 | other          | workstation internal    | critical | null                 | none
2 | other          | workstation internal    | critical | 2026-04-10           | ISM-1693
3 | other          | workstation internal    | critical | 2026-04-10           | ISM-1693
1 | os             | server internet         | critical | 2026-03-12T17:00:00Z | ISM-1877
2 | os             | network-device internet | exploit  | 2026-03-12T17:00:00Z | ISM-1877
3 | os             | server internet         | other    | 2026-03-24           | ISM-1694
1 | os             | server internet         | other    | 2026-03-24           | ISM-1694
1 | os             | workstation internal    | critical | 2026-04-10           | ISM-1695
2 | os             | server internal         | exploit  | 2026-04-10           | ISM-1695
1 | os             | workstation internet    | other    | 2026-04-10           | ISM-1695
3 | os             | server internal         | critical | 2026-03-12T17:00:00Z | ISM-1696
3 | os             | workstation isolated    | other    | 2026-04-10           | ISM-1902
3 | driver         | workstation internal    | critical | 2026-03-12T17:00:00Z | ISM-1879
3 | driver         | workstation internal    | other    | 2026-04-10           | ISM-1697
3 | firmware       | network-device internal | exploit  | 2026-03-12T17:00:00Z | ISM-1903
3 | firmware       | network-device internal | other    | 2026-04-10           | ISM-1904
1 | driver         | workstation internal    | critical | null                 | none
2 | firmware       | workstation internal    | critical | null                 | none
`;

const cellsOf = (line: string): readonly string[] => line.split('|').map((cell) => cell.trim());
const rowsOf = (table: string): readonly string[] => table.trim().split('\n');

function deadline(id: string, input: RiskInput): Deadline {
  const framework = findFramework(id);
  if (framework === null) throw new Error(`There is no framework ${id}.`);
  return deadlineOf(framework, input);
}

const shown = ({ due, clause }: Deadline): readonly string[] => [due ?? 'null', clause ?? 'none'];

test.each(rowsOf(cases))('%s', (line) => {
  const [id = '', severity = '', softwareClass = '', due, clause] = cellsOf(line);
  const [cvss = '', vendor = ''] = severity.split(/\s+/);
  const input = {
    events,
    severity: { cvss: cvss === '-' ? null : Number(cvss), vendor: vendor === '-' ? null : vendor },
    exploited: false,
    device: { softwareClass },
  };
  expect(shown(deadline(id, input))).toEqual([due, clause]);
});

describe('the Essential Eight: level | software | device | condition | due | clause', () => {
  test.each(rowsOf(eight))('%s', (line) => {
    const [level = '', softwareClass = '', device = '', condition, due, clause] = cellsOf(line);
    const [role = '', exposure = ''] = device.split(' ');
    const answer = deadline(`essential-eight-ml${level}`, {
      events,
      severity: { cvss: 9.8, vendor: condition === 'critical' ? 'Critical' : 'Important' },
      exploited: condition === 'exploit',
      device: { softwareClass, role, exposure },
    });
    expect(shown(answer)).toEqual([due, clause]);
    expect(answer.unknown).toEqual([]);
  });

  test.each([
    ['a CVSS score stands in where the maker is silent', { severity: { cvss: 9 }, exploited: false }, 'ISM-1696', 'severity.vendor'],
    ['and below 9 it is not critical', { severity: { cvss: 8.9 }, exploited: false }, 'ISM-1902', 'severity.vendor'],
    ['nobody knows the severity', { exploited: false }, 'ISM-1696', 'severity'],
    ['a proof of concept works', { severity: { vendor: 'low' }, exploitation: 'poc' }, 'ISM-1696', undefined],
    ['nobody speaks of an exploit', { severity: { vendor: 'low' } }, 'ISM-1902', 'exploitation'],
  ])('%s', (_what, more, clause, unknown) => {
    const answer = deadline('E8 ML3', { events, device: { softwareClass: 'os', role: 'laptop', exposure: 'internal' }, ...more });
    expect(answer.clause).toBe(clause);
    expect(answer.unknown[0]?.input).toBe(unknown);
  });

  test.each([
    ['something on it listens in public', { listensPublicly: true }, 'ISM-1877', ['device.exposure']],
    ['nothing does', { listensPublicly: false }, 'ISM-1695', ['device.exposure']],
    ['a person says that the internet reaches it', { listensPublicly: false, exposure: 'internet' }, 'ISM-1877', []],
    ['a person says that it does not', { listensPublicly: true, exposure: 'internal' }, 'ISM-1695', []],
    ['nobody said, and nobody measured', {}, 'ISM-1877', ['device.exposure']],
  ])('a server counts by its exposure, as said or measured: %s', (_what, reach, clause, unknown) => {
    const device = { softwareClass: 'os', role: 'server', ...reach };
    const answer = deadline('E8 ML1', { events, severity: { vendor: 'critical' }, exploited: false, device });
    expect([answer.clause, answer.unknown.map(({ input }) => input)]).toEqual([clause, unknown]);
  });

  test('a device and a software of which nothing is known get the shortest time, and that is said', () => {
    const answer = deadline('E8 ML1', { events, severity: { vendor: 'low' }, exploited: false });
    expect(shown(answer)).toEqual(['2026-03-24', 'ISM-1690']);
    expect(answer.why).toContain('taken to');
    expect(answer.unknown.map(({ input }) => input)).toEqual(['device.softwareClass']);
  });

  test.each([
    [1, '1698 1701 1699 1702 1807 1808 1905 1704 1501'],
    [2, '1698 1701 1699 1700 1702 1807 1808 1905 1704 1501'],
    [3, '1698 1701 1699 1700 1702 1703 1900 1807 1808 1905 1704 1501 0304 1407'],
  ])('level %d asks for scans, discovery and removal by %s', (level, clauses) => {
    const duties = findFramework(`E8 ML${level}`)?.duties ?? [];
    expect(duties.map(({ clause }) => clause.replace('ISM-', '')).join(' ')).toBe(clauses);
  });
});
