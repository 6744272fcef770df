/** What the verification of an evidence pack found, for a person who may have never seen one. */
import type { PackReport } from '@fettle/proof/evidence-pack';
import { formatFingerprint } from '@fettle/proof/fingerprint';
import { clean } from '../output/clean.ts';
import type { Tone } from '../output/paint.ts';
import { blocks, count, facts, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { time } from '../output/times.ts';

const mostLines = 30;

const verdicts: Readonly<Record<PackReport['verdict'], { readonly sentence: string; readonly tone: Tone }>> = {
  verified: { sentence: 'VERIFIED: every file is as the trusted server recorded it.', tone: 'good' },
  incomplete: { sentence: 'INCOMPLETE: nothing contradicts, but nobody who is trusted vouches for all of it.', tone: 'attention' },
  broken: { sentence: 'BROKEN: this pack is not what it claims to be.', tone: 'failing' },
};

export function packText(screen: Screen, { verdict, manifest, files, problems, trail }: PackReport): string {
  const more = problems.length - mostLines;
  return blocks(
    screen.paint(verdicts[verdict].sentence, verdicts[verdict].tone),
    facts(screen, [
      ['Client', manifest === null ? null : clean(manifest.client.name)],
      ['Framework', manifest === null ? null : clean(manifest.framework.title)],
      ['Period', manifest === null ? null : `${manifest.from.slice(0, 10)} until ${manifest.until.slice(0, 10)}, the last day left out`],
      ['Made', manifest === null ? null : `${time(screen, manifest.madeAt)} by ${clean(manifest.madeBy)}`],
      ['Files', count(files, 'file')],
      [
        'Audit trail',
        trail === null
          ? 'none'
          : `${trail.verdict}, ${trail.entries === null ? 'no entry' : `entries ${trail.entries.first} to ${trail.entries.last}`}`,
      ],
      ['Signed by', signedBy(trail)],
      ['Trusted', trail === null ? null : trustWords[trail.trust]],
    ]),
    problems
      .slice(0, mostLines)
      .map(({ detail, code }) => screen.paint(sentence(screen, `${detail} [${code}]`), 'failing'))
      .join('\n'),
    more > 0 ? `And ${more} more.` : null,
  );
}

function signedBy(trail: PackReport['trail']): string | null {
  const key = trail?.serverKeyId ?? null;
  return key === null ? null : formatFingerprint(key);
}

const trustWords = {
  key: 'the server’s key is the one that was given to trust',
  root: 'the provider’s root key, which was given to trust, names the server’s key',
  unchecked: 'nothing was given to trust: --trust FINGERPRINT',
  refused: 'no signature is by a trusted key',
} as const;
