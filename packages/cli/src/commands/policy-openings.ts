import { connect } from '../connection/api.ts';
import { findClient, findDevice, findSite } from '../connection/find.ts';
import { openingsText } from '../output/openings-text.ts';
import { screenOf } from '../output/screen.ts';
import { findGroup } from '../policies/place.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy openings`: when a device may change next, by its clock, the client's, and one's own. */
export function addPolicyOpenings(group: Group, { io, finish }: Session): void {
  online(group, 'openings', 'the next twelve openings of devices, by the policy of each')
    .option('--client <name>', 'of the devices of a client; without --device it has to be said')
    .option('--device <name>', 'of one device')
    .option('--site <name>', 'of the devices of one site')
    .option('--group <name>', 'of the devices of one group')
    .action(async ({ client: named, device: deviceName, site: siteName, group: groupName, ...options }) => {
      if ([deviceName, siteName, groupName].filter((text) => text !== undefined).length > 1)
        throw usage('Name one of --device, --site and --group.');
      const { api } = connect(io, options);
      const client = named === undefined ? null : await findClient(api, named);
      const device = deviceName === undefined ? null : await findDevice(api, deviceName, client?.id);
      const id = client?.id ?? device?.clientId;
      if (id === undefined) throw usage('Name the client (--client NAME), or one device (--device NAME).');
      const query = {
        ...(device === null ? {} : { deviceId: device.id }),
        ...(siteName === undefined ? {} : { siteId: (await findSite(api, id, siteName)).id }),
        ...(groupName === undefined ? {} : { groupId: (await findGroup(api, id, groupName)).id }),
      };
      const found = await api('getOpenings', { params: { id }, query });
      finish(options, { json: found, text: openingsText(screenOf(io), found) });
    });
}
