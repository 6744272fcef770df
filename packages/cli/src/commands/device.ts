import { connect } from '../connection/api.ts';
import { findClient, findDevice } from '../connection/find.ts';
import { deviceText } from '../output/device-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle device NAME`: one device and what it misses. */
export function addDevice(group: Group, { io, finish }: Session): void {
  online(group, 'device', 'one device, and what it misses')
    .argument('<device>', 'name or id')
    .option('--client <name>', 'of this client, where several have a device of that name')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const { id } = await findDevice(api, named, client?.id);
      const [device, updates] = await Promise.all([api('getDevice', { params: { id } }), api('getDeviceUpdates', { params: { id } })]);
      finish(options, { json: { device, updates }, text: deviceText(screenOf(io), device, updates.items) });
    });
}
