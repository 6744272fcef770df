/** Campaigns in plain words. */
import { managerTable } from '../inventory/index.ts';
import type { CampaignAbout, ClientStanding } from './types.ts';

/** What it brings, as `updates that end CVE-2026-10001`. */
export function aboutInWords(about: CampaignAbout): string {
  switch (about.kind) {
    case 'advisory': {
      const [first = '', ...more] = about.ids;
      return `updates that end ${more.length > 3 ? `${first} or one of ${more.length} others` : about.ids.join(' or ')}`;
    }
    case 'package':
      return `${about.name} ${about.fixed} or later (${managerTable[about.manager].displayName})`;
    case 'urgent':
      return 'all urgent updates';
  }
}

export const standingWords: Readonly<Record<ClientStanding, { readonly label: string; readonly means: string }>> = {
  waiting: { label: 'In line', means: 'Its deployment is proposed in a moment.' },
  planning: { label: 'Devices simulate', means: 'Its devices are asked what the change would do.' },
  unplanned: { label: 'Needs a person', means: 'Its devices have answered, and no plan could be made: see what it contradicts.' },
  approval: { label: 'Waits for approval', means: 'There is a spec that nobody, or not everybody who must, has approved yet.' },
  held: { label: 'Held', means: 'Nothing new is sent until a hold ends.' },
  running: { label: 'Running', means: 'Its deployment is under way, or waits for a window, its turn or a soak.' },
  done: { label: 'Done', means: 'Every device was verified.' },
  part: { label: 'Part of it left', means: 'What was planned is done; its policy left other updates of the campaign for later.' },
  deferred: {
    label: 'Waits by rule',
    means: 'Its policy takes none of it now: it defers it, wants a person, or does not govern the devices.',
  },
  failed: { label: 'Failed', means: 'It ended with failures, or could not be proposed.' },
  nothing: { label: 'Nothing to do', means: 'None of its devices is offered such an update, or its policy selects none.' },
  'left-out': { label: 'Left out', means: 'A person left this client out, and said why.' },
  cancelled: { label: 'Cancelled', means: 'Its deployment was cancelled.' },
};
