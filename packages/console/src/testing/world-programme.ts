/** The programme document of each made-up client: one whose parts are partly written, one part of it overdue, and two versions. */
import { partIds, partWords } from '@fettle/core/programme';
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients } from './world.ts';

type View = CallOutput<'getProgramme'>;

const digest = (letter: string): string => letter.repeat(64);

const written: Readonly<Partial<Record<(typeof partIds)[number], { readonly text: string; readonly reviewAt: string }>>> = {
  sandbox: {
    text: 'A twin of the till server in rack 3 of the back room, same image, with last night’s data.\n\nIts credentials are in the vault under “test rack”.',
    reviewAt: '2099-03-01',
  },
  reviewer: { text: 'Anna Müller signs off each deployment within three days; Jonas Weber stands in.', reviewAt: '2026-01-31' },
};

export const programme: View = {
  current: { version: 2, madeAt: at(-26), madeBy: 'Fettle', digest: digest('b') },
  lookedAt: at(-2),
  trouble: null,
  missing: partIds.filter((part) => written[part] === undefined),
  overdue: ['reviewer'],
  parts: partIds.map((part) => {
    const { pillar, title, asks } = partWords[part];
    const own = written[part];
    return own === undefined
      ? { part, pillar, title, asks, text: null, owner: null, reviewAt: null, version: 0, savedAt: null, savedBy: null }
      : { part, pillar, title, asks, ...own, owner: 'Anna Müller', version: 1, savedAt: at(-800), savedBy: 'Anna Müller' };
  }),
  versions: [
    { version: 2, madeAt: at(-26), madeBy: 'Fettle', digest: digest('b') },
    { version: 1, madeAt: at(-700), madeBy: 'Anna Müller', digest: digest('a') },
  ],
  mayWrite: true,
};

export const programmeChanges: CallOutput<'getProgrammeChanges'> = {
  version: 2,
  before: 1,
  differences: [
    {
      pillar: 'inventory',
      place: 'Devices by criticality',
      kind: 'changed',
      what: 'till-04',
      from: 'Tier: standard; Owner: none',
      to: 'Tier: mission-critical; Owner: Anna Müller',
    },
    {
      pillar: 'testing',
      place: 'Sandbox',
      kind: 'added',
      what: '',
      from: null,
      to: 'A twin of the till server in rack 3 of the back room.',
    },
    {
      pillar: 'timeline',
      place: 'Freezes in force and ahead',
      kind: 'removed',
      what: 'Christmas trade',
      from: 'the whole client',
      to: null,
    },
  ],
  more: 0,
};

/** Of the second client; the others have none yet. */
export function programmeOf(clientId: string): View {
  return clientId === clients[1]?.id
    ? programme
    : {
        ...programme,
        current: null,
        lookedAt: null,
        versions: [],
        missing: [...partIds],
        overdue: [],
        parts: programme.parts.map((one) => ({
          ...one,
          text: null,
          owner: null,
          reviewAt: null,
          version: 0,
          savedAt: null,
          savedBy: null,
        })),
      };
}
