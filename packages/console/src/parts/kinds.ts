/** What each kind of thing on Today looks like: its status and its word. One table for Today and for a client's page. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Status } from '../ui/status.ts';

export type TodayItem = CallOutput<'today'>['items'][number];

export const todayKinds: Readonly<Record<TodayItem['kind'], { readonly status: Status; readonly word: string }>> = {
  emergency: { status: 'failing', word: 'Emergency' },
  approval: { status: 'waiting', word: 'Approval' },
  'standing approval': { status: 'attention', word: 'Standing approval' },
  hold: { status: 'attention', word: 'On hold' },
  'failed run': { status: 'failing', word: 'Failed' },
  rebuild: { status: 'failing', word: 'Rebuild awaited' },
  regression: { status: 'failing', word: 'Worse' },
  'checks again': { status: 'unknown', word: 'Checks again' },
  'way back': { status: 'attention', word: 'Way back' },
  refusal: { status: 'failing', word: 'Refused' },
  quarantine: { status: 'failing', word: 'Quarantined' },
  'silent device': { status: 'unknown', word: 'Silent' },
  discovered: { status: 'attention', word: 'No agent' },
  'process audit': { status: 'attention', word: 'Audit' },
  'could not ask': { status: 'unknown', word: 'Could not ask' },
  'restart pending': { status: 'attention', word: 'Restart' },
  'urgent updates': { status: 'attention', word: 'Urgent' },
  'expired decision': { status: 'attention', word: 'Has ended' },
  workaround: { status: 'attention', word: 'Workaround' },
  'not deployed': { status: 'attention', word: 'Not deployed' },
  'decision review': { status: 'waiting', word: 'Review' },
  'support ended': { status: 'failing', word: 'Past its end' },
  'support ends': { status: 'attention', word: 'Ends soon' },
  'notice failed': { status: 'failing', word: 'Notice' },
  trust: { status: 'attention', word: 'Trust' },
  'policy lint': { status: 'attention', word: 'Policy' },
  superseded: { status: 'waiting', word: 'Superseded' },
};
