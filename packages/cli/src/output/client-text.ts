/** One client, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

export function clientText(screen: Screen, client: CallOutput<'getClient'>): string {
  const { devices, silentDevices, devicesMissingSecurity, urgentUpdates } = client;
  return blocks(
    screen.paint(clean(client.name), 'strong'),
    facts(screen, [
      ['Devices', `${devices}, ${silentDevices} silent, ${devicesMissingSecurity} missing security updates`],
      ['Urgent', `${urgentUpdates} updates`],
      ['Policy', client.policyName === null ? 'none: nothing can be deployed yet' : clean(client.policyName)],
      ['Id', client.id],
    ]),
    table(
      screen,
      [{ title: 'site' }, { title: 'zone' }, { title: 'devices', align: 'right' }],
      client.siteList.map((site) => [site.name, site.zone, site.devices]),
    ),
    client.contacts.length === 0
      ? null
      : table(
          screen,
          [{ title: 'contact' }, { title: 'mail' }, { title: 'language' }],
          client.contacts.map((contact) => [contact.name, contact.mail, contact.language]),
        ),
  );
}
