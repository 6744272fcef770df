/** What people of the made-up installation said of the urgency of updates: one is lowered, of another a fault was seen. */
import type { CallOutput } from '@fettle/protocol/client';

type Word = CallOutput<'listUrgencyWords'>['items'][number];
type Offer = CallOutput<'getDeviceUpdates'>['items'][number];
type Said = CallOutput<'listUpdates'>['items'][number]['said'][number];

const id = '01900000-0000-7000-8000-0000000c1401';
/** RFC 3339, so many minutes from the start of the test. */
type At = (minutes: number) => string;
const day = 1440;
const reason = 'The tills are off the network until the fair; nobody logs on to them meanwhile.';
const because = 'It comes from a security pocket, and no feed that was taken says what it ends.';

export const loweredOffer: Offer['word'] = {
  id,
  says: 'normal',
  by: 'Anna Müller',
  holdsFor: 'the whole client',
  ruled: { urgency: 'urgent', reasons: [because] },
  notFollowed: null,
};
export const loweredReasons = (at: At): string[] => [
  `Anna Müller decided normal until ${at(30 * day).slice(0, 10)}, where the rules say urgent: ${reason}`,
  because,
];
export const loweredSaid = (at: At, clientName: string): Said => ({
  says: 'normal',
  by: 'Anna Müller',
  reason,
  endsAt: at(30 * day),
  clientName,
});

/** Said after it: a raising that is newer. */
export const raisedSaid = (clientName: string): Said => ({
  says: 'fault',
  by: 'Jörg Weiß',
  reason: 'It stops twice a day, always when the backup runs.',
  endsAt: null,
  clientName,
});

type Named = { readonly id: string; readonly name: string };

/** For an update of this client: one that lowers it, and a fault that one device shows. */
export function wordsOf(at: At, client: Named, device: Named): readonly Word[] {
  const lowered: Word = {
    id,
    clientId: client.id,
    clientName: client.name,
    says: 'normal',
    manager: 'apt',
    sourceName: 'sudo',
    sourceVersion: null,
    title: 'sudo, every version',
    scope: { kind: 'client' },
    scopeNames: [],
    fault: null,
    reason,
    endsAt: at(30 * day),
    by: 'Anna Müller',
    madeAt: at(-2 * day),
    standing: 'in-force',
    revoked: null,
    effect: { offers: 28, otherwise: 27, kept: 1, because: [because] },
  };
  const fault: Word = {
    ...lowered,
    id: '01900000-0000-7000-8000-0000000c1402',
    says: 'fault',
    scope: { kind: 'devices', ids: [device.id] },
    scopeNames: [device.name],
    fault: { kind: 'stability', evidence: 'Ticket 4723, and the journal of 18 November.', seenSince: at(-4 * day) },
    reason: 'It stops twice a day, always when the backup runs.',
    endsAt: null,
    by: 'Jörg Weiß',
    effect: { offers: 1, otherwise: 1, kept: 0, because: ['None of the rules that make an update urgent holds.'] },
  };
  return [fault, lowered];
}
