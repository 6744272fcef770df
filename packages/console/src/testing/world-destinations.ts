/** Where the notices of each made-up client are posted: one place that takes them, one that does not, and one that is off. */
import { destinationKinds } from '@fettle/core/messages';
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, id } from './world.ts';

const clientId = clients[1]?.id ?? '';
const common = { clientId, hasToken: false, oldSecretUntil: null, kinds: [...destinationKinds], on: true, version: 1, lastTrouble: null };

export const destinations: CallOutput<'listNoticeDestinations'> = {
  items: [
    {
      ...common,
      id: id(70, 1),
      channel: 'slack',
      name: 'Change channel of the shop',
      host: 'hooks.slack.com',
      hint: 'x9Qf',
      lastDeliveredAt: at(-90),
    },
    {
      ...common,
      id: id(70, 2),
      channel: 'webhook',
      name: 'Ticket system',
      host: 'tickets.example.org',
      hint: 'fettle',
      kinds: ['planned', 'failed'],
      oldSecretUntil: at(600),
      lastDeliveredAt: at(-4000),
      lastTrouble: 'tickets.example.org answered 410: it takes nothing at this address any more.',
    },
    {
      ...common,
      id: id(70, 3),
      channel: 'ntfy',
      name: 'On call',
      host: 'ntfy.example.org',
      hint: 'calls',
      hasToken: true,
      on: false,
      lastDeliveredAt: null,
    },
  ],
  next: null,
};
