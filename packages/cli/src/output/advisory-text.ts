/** One advisory or CVE, for a terminal: what it is, what each feed says, who has it. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { epssWord, severityWord, standWords, stateWords } from './findings-text.ts';
import { listEnd } from './list-end.ts';
import type { Tone } from './paint.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, time } from './times.ts';

type Advisory = CallOutput<'getAdvisory'>;
type Devices = CallOutput<'getAdvisoryDevices'>;
type Statement = Advisory['statements'][number];

export function advisoryText(screen: Screen, advisory: Advisory, devices: Devices): string {
  return blocks(
    screen.paint(clean(advisory.id), 'strong'),
    facts(screen, headOf(screen, advisory)),
    cvesText(screen, advisory),
    ...advisory.statements.map((one) => statementText(screen, one)),
    devicesText(screen, devices),
    advisory.related.length === 0 ? null : sentence(screen, `About the same: ${advisory.related.map(({ id }) => id).join(', ')}`),
  );
}

function headOf(screen: Screen, { statements, counted, severity }: Advisory): (readonly [string, string | null])[] {
  const summary = statements.find((one) => one.summary !== null)?.summary ?? null;
  return [
    ['Summary', summary === null ? 'none is given' : clean(summary)],
    [
      'CVSS',
      severity === null
        ? 'not published, which is not 0'
        : clean([severityWord(severity), severity.vector, `by ${severity.source}`].filter((part) => part !== null).join(', ')),
    ],
    [
      'Devices',
      counted === null
        ? 'none in view has it'
        : `${count(counted.devices, 'device')} of ${count(counted.clients, 'client')}: ${standWords(counted)}`,
    ],
    ['First seen', counted === null ? null : time(screen, counted.since)],
    ['Due', counted?.due === null || counted === null ? null : `${time(screen, counted.due.at)} by ${clean(counted.due.by)}`],
    ['Urgent', counted === null ? null : `the update that ends it is urgent on ${count(counted.urgentOn, 'device')}`],
  ];
}

function cvesText(screen: Screen, { cves, kevKnown }: Advisory): string | null {
  if (cves.length === 0) return sentence(screen, 'Nothing is known here of single CVEs: no score, no exploitation, no probability.');
  const rows = cves.map((cve): Cell[] => [
    cve.id,
    severityWord(cve.severities.find(({ score }) => score !== null) ?? null),
    epssWord(cve.epss?.score ?? null),
    cve.kev !== null ? { text: cve.kev.added, tone: 'failing' } : kevKnown ? 'no' : null,
    cve.ssvc?.exploitation ?? null,
    cve.ssvc?.automatable === true ? 'yes' : cve.ssvc?.automatable === false ? 'no' : null,
    cve.ssvc?.technicalImpact ?? null,
  ]);
  const titles = ['CVE', 'CVSS', 'EPSS', 'exploited since', 'exploitation', 'automatable', 'impact'];
  return table(
    screen,
    titles.map((title) => ({ title })),
    rows,
  );
}

function statementText(screen: Screen, { id, feed, affected, elsewhere, withdrawn }: Statement): string {
  const head = `${feed.name} says as ${id}, confirmed ${age(screen, feed.at, 'never')} (${feed.why})`;
  const parts = affected.map(
    ({ package: name, ecosystem, ranges, noFix }) =>
      `  ${clean(name)} of ${clean(ecosystem)}: ${clean(ranges.map((range) => rangeWord(range, noFix)).join('; '))}`,
  );
  const more = elsewhere === 0 ? [] : [`  and ${count(elsewhere, 'package')} of systems that no device in view runs`];
  const gone = withdrawn === null ? [] : [`  withdrawn ${time(screen, withdrawn)}`];
  return [sentence(screen, head), ...gone, ...parts, ...more].join('\n');
}

function rangeWord(range: Statement['affected'][number]['ranges'][number], noFix: string | null): string {
  const from = range.introduced === '0' ? 'all' : `from ${range.introduced}`;
  if (range.fixed !== null) return `${from} before ${range.fixed}`;
  if (range.lastAffected !== null) return `${from} to ${range.lastAffected}`;
  return `${from}, no fix${noFix === null ? '' : ` (${noFix.replaceAll('-', ' ')})`}`;
}

const tones: Readonly<Record<Devices['items'][number]['state'], Tone>> = {
  'no-fix': 'attention',
  'fix-not-offered': 'failing',
  unknown: 'attention',
  'fix-offered': 'plain',
  'restart-pending': 'attention',
};

function devicesText(screen: Screen, devices: Devices): string {
  if (devices.items.length === 0) return 'No device in view has it.';
  const columns = [
    { title: 'device', atLeast: 10 },
    { title: 'client' },
    { title: 'in', atLeast: 14 },
    { title: 'state', atLeast: 15 },
    { title: 'why', atLeast: 20 },
    { title: 'seen' },
  ];
  const rows = devices.items.map((one): Cell[] => [
    one.deviceName,
    one.clientName,
    [...new Set(one.software.map(({ software }) => `${software.name} ${software.version}`))].join(', '),
    { text: stateWords[one.state], tone: tones[one.state] },
    [...new Set(one.software.map(({ why }) => why))].join(' '),
    age(screen, one.since),
  ]);
  return table(screen, columns, rows) + listEnd(devices);
}
