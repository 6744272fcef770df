/** What the verification of an audit export found, for a person who may have never seen one. */
import type { EvidenceReport } from '@fettle/proof/evidence-file';
import { formatFingerprint } from '@fettle/proof/fingerprint';
import { clean } from '../output/clean.ts';
import type { Tone } from '../output/paint.ts';
import { blocks, count, facts, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { time } from '../output/times.ts';

const mostLines = 30;

const verdicts: Readonly<Record<EvidenceReport['verdict'], { readonly sentence: string; readonly tone: Tone }>> = {
  verified: { sentence: 'VERIFIED: every entry is as the trusted server signed it.', tone: 'good' },
  incomplete: { sentence: 'INCOMPLETE: nothing contradicts, but not every entry is proven.', tone: 'attention' },
  broken: { sentence: 'BROKEN: this file is not what it claims to be.', tone: 'failing' },
};

export function evidenceText(screen: Screen, report: EvidenceReport): string {
  const { verdict, problems, unproven, checkpoints } = report;
  return blocks(
    screen.paint(verdicts[verdict].sentence, verdicts[verdict].tone),
    facts(screen, factsOf(screen, report)),
    listed(
      screen,
      problems.map(({ seq, line, detail, code }) => `${where(seq, line)}${detail} [${code}]`),
      'failing',
    ),
    listed(
      screen,
      unproven.map(({ from, to, detail, code }) => `Entries ${from} to ${to}: ${detail} [${code}]`),
      'attention',
    ),
    listed(
      screen,
      checkpoints.filter(({ ok }) => ok === null).map(({ detail, code }) => `${detail} [${code ?? ''}]`),
      'muted',
    ),
  );
}

function factsOf(screen: Screen, report: EvidenceReport): (readonly [string, string | null])[] {
  const { entries, checkpoints } = report;
  const fitting = checkpoints.filter(({ ok }) => ok === true).length;
  return [
    ['Chain', report.chain === null ? null : clean(report.chain)],
    ['Exported', report.exportedAt === null ? null : time(screen, report.exportedAt)],
    [
      'Entries',
      entries === null
        ? 'none'
        : `${entries.first} to ${entries.last}${report.before > 0 ? `; 1 to ${report.before} are not in this file` : ''}`,
    ],
    ['Linked', entries === null ? null : `without a break up to entry ${report.linkedTo}`],
    ['Proven', report.provenTo === null ? 'nothing' : `up to entry ${report.provenTo}, by ${count(fitting, 'checkpoint')} that fit`],
    ['Server key', report.serverKeyId === null ? null : formatFingerprint(report.serverKeyId)],
    ['Trust', trustText(report.trust)],
  ];
}

function trustText(trust: EvidenceReport['trust']): string {
  switch (trust) {
    case 'key':
      return "the server's key is the one that is trusted";
    case 'root':
      return "the trusted root key's authority in this file names the server's key";
    case 'unchecked':
      return 'none was given (--trust FINGERPRINT): the file can only agree with itself';
    case 'refused':
      return 'no signature in it is by a trusted key';
  }
}

function where(seq: number | null, line: number | null): string {
  const parts = [...(seq === null ? [] : [`entry ${seq}`]), ...(line === null ? [] : [`line ${line}`])];
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

function listed(screen: Screen, lines: readonly string[], tone: Tone): string {
  const more = lines.length > mostLines ? [`… and ${lines.length - mostLines} more`] : [];
  return [...lines.slice(0, mostLines), ...more].map((line) => screen.paint(sentence(screen, line, '  '), tone)).join('\n');
}
