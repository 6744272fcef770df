/** What was to change, and which vulnerabilities that closes. */
import type { Change } from '@fettle/core/deployment';
import type { ChangeSet, CveReport, InstallationReport } from '../report/types.ts';
import { code, count, heading, muted, names, paragraph, plain, remark, status, strong } from './text.ts';
import type { Block, Text } from './types.ts';

export function changes({ changeSets, cves }: InstallationReport): readonly Block[] {
  return [
    heading(2, 'changes', plain('What was to change')),
    ...changeSets.flatMap((set) => changeSet(set, changeSets.length)),
    heading(2, 'vulnerabilities', plain('Vulnerabilities closed')),
    ...vulnerabilities(cves),
  ];
}

function changeSet({ number, changes: all, devices }: ChangeSet, sets: number): readonly Block[] {
  const device = devices.map(({ name }) => name);
  return [
    ...(sets === 1 ? [] : [heading(3, `set-${number}`, plain(`Change set ${number}`))]),
    paragraph(plain(`${count(all.length, 'package')} on ${count(device.length, 'device')}: `), ...names(device, 12), plain('.')),
    {
      kind: 'table',
      caption: sets === 1 ? 'Changes as they were approved' : `Changes of set ${number} as they were approved`,
      columns: [
        { title: 'Package', width: 4 },
        { title: 'Architecture', width: 2 },
        { title: 'From', width: 4 },
        { title: 'To', width: 4 },
      ],
      rows: all.map((change) => [[code(change.name)], [muted(change.architecture)], from(change), to(change)]),
    },
  ];
}

function from({ from: version }: Change): Text {
  return version === null ? [muted('new')] : [code(version)];
}
function to({ to: version }: Change): Text {
  return version === null ? [muted('removed')] : [code(version)];
}

function vulnerabilities(cves: CveReport): readonly Block[] {
  if (!cves.known) return [paragraph(muted('Not known: the changelogs were not recorded when the spec was made.'))];
  const named = cves.rows.filter((row) => row.cves.length > 0);
  const unread = cves.rows.filter((row) => row.cves.length === 0 && row.readOn === 0);
  if (named.length === 0)
    return [
      paragraph(
        muted(
          `The changelogs of ${count(cves.rows.length - unread.length, 'source package')} name no CVE ids${unread.length === 0 ? '.' : `; those of ${unread.length} more could not be read.`}`,
        ),
      ),
    ];
  return [
    paragraph(
      strong(`${cves.closed.length} of ${cves.closed.length + cves.open.length} CVE ids`),
      plain(
        ' are closed on every device that was to take their update. The ids are those that the changelogs of the packages name, as the devices read them.',
      ),
    ),
    {
      kind: 'table',
      caption: 'CVE ids by source package',
      columns: [
        { title: 'Source package', width: 3.4 },
        { title: 'Version', width: 3.2 },
        { title: 'Verified', width: 0, align: 'end' },
        { title: 'CVE ids', width: 6 },
      ],
      rows: named.map((row) => [
        [code(row.source)],
        [code(row.version)],
        [plain(`${row.verifiedOn} of ${row.devices}`)],
        [plain(row.cves.join(', '))],
      ]),
    },
    ...(cves.open.length === 0 ? [] : [paragraph(status('attention', 'Still open somewhere'), plain(`  ${cves.open.join(', ')}`))]),
    ...(unread.length === 0
      ? []
      : [
          remark(
            `The changelogs of ${count(unread.length, 'more source package')} could not be read: whether they close anything is not known.`,
          ),
        ]),
  ];
}
