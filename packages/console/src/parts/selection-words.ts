/** What was decided of an update, in the words of the screens. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Status } from '../ui/status.ts';

export type Selection = CallOutput<'previewSelection'>;
export type SelectionLine = Selection['lines'][number];
export type SelectionDecision = SelectionLine['decision'];

export const selectionWords: Readonly<Record<SelectionDecision, { readonly word: string; readonly status: Status }>> = {
  select: { word: 'Selected', status: 'good' },
  defer: { word: 'Deferred', status: 'waiting' },
  block: { word: 'Blocked', status: 'waiting' },
  pin: { word: 'Kept by a pin', status: 'waiting' },
  unknown: { word: 'Date unknown', status: 'unknown' },
  wait: { word: 'Held on the device', status: 'attention' },
  exclude: { word: 'Not selected', status: 'waiting' },
  ungoverned: { word: 'No policy', status: 'failing' },
};

/** `3 updates on 2 devices`. */
export function numbersInWords({ updates, devices }: { readonly updates: number; readonly devices: number }): string {
  return `${updates} ${updates === 1 ? 'update' : 'updates'} on ${devices} ${devices === 1 ? 'device' : 'devices'}`;
}
