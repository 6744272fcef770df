import type { CallOutput } from '@fettle/protocol/client';

type Level = Pick<CallOutput<'listPolicyLevels'>['items'][number], 'level' | 'subject' | 'rank'>;

/** Of what a policy is: `site Bristol`, `group tills (rank 10)`. */
export function levelWords({ level, subject, rank }: Level): string {
  if (level === 'provider') return 'the provider';
  return `${level} ${subject}${rank === null ? '' : ` (rank ${rank})`}`;
}
