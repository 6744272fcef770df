import type { FreezeScope, FreezeStanding } from './types.ts';

export const freezeLabels: Readonly<Record<FreezeStanding, { readonly label: string; readonly means: string }>> = {
  planned: { label: 'Planned', means: 'It has not begun.' },
  'in-force': { label: 'In force', means: 'Nothing new starts; what runs is finished.' },
  over: { label: 'Over', means: 'Its time has passed.' },
  'ended-early': { label: 'Ended early', means: 'A person ended it before its time.' },
};

/** Of whom a freeze is, in words: `all clients`, `the whole client`, `Berlin and Zürich`, `ring production`. `sites`: their names. */
export function scopeWords(scope: FreezeScope, sites: readonly string[]): string {
  switch (scope.kind) {
    case 'all':
      return 'all clients';
    case 'client':
      return 'the whole client';
    case 'sites':
      return listed(sites, scope.ids.length);
    case 'rings':
      return `${scope.names.length === 1 ? 'ring' : 'rings'} ${listed(scope.names, scope.names.length)}`;
  }
}

const namedAtMost = 3;

function listed(names: readonly string[], size: number): string {
  const shown = names.slice(0, namedAtMost);
  const more = size - shown.length;
  if (shown.length === 0) return `${size} that are gone`;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
