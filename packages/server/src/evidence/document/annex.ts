/** Receipts, the entries of the audit trail, and the signed checkpoint that covers them. */
import { formatFingerprint } from '@fettle/proof/fingerprint';
import type { Clock } from '../report/times.ts';
import type { InstallationReport, ReceiptLine } from '../report/types.ts';
import { inDetailOf } from './devices.ts';
import { code, count, heading, muted, paragraph, plain, quoted, remark, status, time } from './text.ts';
import type { Block, Text } from './types.ts';

/** So many entries of the trail are listed; beyond that those that the engine wrote are summed up. */
const mostEntries = 200;
/** A command line as long as a change of many packages makes it; the report of the device has all of it. */
const longestCommand = 600;

export function annex(report: InstallationReport, clock: Clock): readonly Block[] {
  return [...receipts(report, clock), ...audit(report, clock), ...checkpoint(report, clock)];
}

function receipts(report: InstallationReport, clock: Clock): readonly Block[] {
  const title = heading(2, 'receipts', plain('Annex A. Receipts: what ran, as it ran'));
  const withSome = inDetailOf(report).filter((device) => device.receipts.length > 0);
  const total = report.devices.reduce((sum, device) => sum + device.receipts.length, 0);
  const shown = withSome.reduce((sum, device) => sum + device.receipts.length, 0);
  if (total === 0) return [title, paragraph(muted('No receipts were reported.'))];
  return [
    title,
    ...(shown === total
      ? []
      : [
          remark(
            `${shown} of ${count(total, 'receipt')}: those of the devices that are told of one by one. The report.json attached to the PDF has all of them.`,
          ),
        ]),
    ...withSome.map((device): Block => ({
      kind: 'table',
      caption: `Receipts of ${device.name}`,
      columns: [
        { title: 'Step', width: 0 },
        { title: 'Began', width: 0 },
        { title: 'Took', width: 0, align: 'end' },
        { title: 'What ran, and what it said', width: 8 },
      ],
      rows: device.receipts.map((receipt) => [
        [
          receipt.ok ? status('good', receipt.step) : status('failing', receipt.step),
          ...(device.attempts > 1 ? [muted(` (${receipt.attempt})`)] : []),
        ],
        [time(clock.second(receipt.startedAt))],
        [plain(seconds(receipt))],
        ran(receipt),
      ]),
    })),
  ];
}

function seconds({ startedAt, endedAt }: ReceiptLine): string {
  try {
    const took = Temporal.Instant.from(startedAt).until(Temporal.Instant.from(endedAt)).total('seconds');
    return `${Math.round(took * 10) / 10} s`;
  } catch {
    return '–';
  }
}

function ran({ commands, detail }: ReceiptLine): Text {
  const lines = commands.flatMap(({ argv, exitCode }) => [
    code(clip(argv.map(argument).join(' '))),
    muted(` → ${exitCode === null ? 'no exit code' : `exit ${exitCode}`}. `),
  ]);
  return detail === '' ? lines : [...lines, quoted(detail)];
}

/** Quoted as a shell would need it, so that the borders of arguments are seen. */
function argument(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function clip(text: string): string {
  return text.length > longestCommand ? `${text.slice(0, longestCommand)}… (${text.length - longestCommand} more characters)` : text;
}

function audit({ audit: entries }: InstallationReport, clock: Clock): readonly Block[] {
  const title = heading(2, 'audit', plain('Annex B. Audit trail'));
  if (entries.length === 0) return [title, paragraph(muted('No entry of the audit trail names this deployment.'))];
  const shown =
    entries.length <= mostEntries
      ? entries
      : entries.filter(({ actor }, index) => actor !== 'Fettle' || index === 0 || index === entries.length - 1);
  return [
    title,
    ...(shown.length === entries.length
      ? []
      : [
          remark(
            `${shown.length} of ${entries.length} entries: the first, the last, and those of people. The others were written by Fettle itself.`,
          ),
        ]),
    {
      kind: 'table',
      caption: "Entries of the client's chain about this deployment",
      columns: [
        { title: 'Entry', width: 0, align: 'end' },
        { title: 'When', width: 0 },
        { title: 'What', width: 4 },
        { title: 'Who', width: 4 },
      ],
      rows: shown.map(({ seq, at, action, actor }) => [[plain(String(seq))], [time(clock.second(at))], [plain(action)], [quoted(actor)]]),
    },
  ];
}

function checkpoint({ checkpoint: found }: InstallationReport, clock: Clock): readonly Block[] {
  const title = heading(2, 'checkpoint', plain('Annex C. Checkpoint'));
  if (found === null)
    return [
      title,
      paragraph(muted('No signed checkpoint covers these entries yet. One is signed every day, and with every export of the trail.')),
    ];
  const { checkpoint: said, keyid, signature } = found;
  return [
    title,
    remark(
      'What the server signed about the chain that these entries stand in. With an export of the trail, `fettle evidence verify` checks it without any server.',
    ),
    {
      kind: 'facts',
      rows: [
        { label: 'Chain', value: [code(said.chain)] },
        { label: 'Size', value: [plain(said.size === 1 ? '1 entry' : `${said.size} entries`)] },
        { label: 'Head', value: [code(said.head)] },
        { label: 'Tree root', value: [code(said.root)] },
        { label: 'Signed', value: [time(clock.second(said.at))] },
        { label: 'By key', value: [code(formatFingerprint(keyid))] },
        { label: 'Signature', value: [code(signature)] },
      ],
    },
  ];
}
