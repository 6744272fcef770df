import { Option } from '@commander-js/extra-typings';
import { deviceTiers } from '@fettle/core/risk';
import { connect } from '../connection/api.ts';
import { findClient, findDevice } from '../connection/find.ts';
import { deviceText } from '../output/device-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

const exposures = ['internet', 'internal', 'isolated', 'measured'] as const;

/** `fettle device-change NAME`: what people know of a device and no agent can. What is not named stays; an empty text takes it away. */
export function addDeviceChange(group: Group, { io, finish }: Session): void {
  online(group, 'device-change', 'say what a device is worth, who reaches it, what it carries')
    .argument('<device>', 'name or id')
    .option('--client <name>', 'of this client, where several have a device of that name')
    .addOption(new Option('--tier <tier>', 'how critical it is').choices(deviceTiers))
    .addOption(new Option('--exposure <exposure>', 'who can reach it; "measured" takes back what a person said').choices(exposures))
    .option('--owner <name>', 'who answers for it; "" takes it away')
    .option('--service <name>', 'the business service that it carries; "" takes it away')
    .option('--outage <words>', 'what its outage means, in the client’s words; "" takes it away')
    .option('--host <device>', 'the device that it runs on, by name or id; "" takes it away')
    .action(async (named, options) => {
      const { tier, exposure } = options;
      const body = {
        ...(tier === undefined ? {} : { tier }),
        ...(exposure === undefined ? {} : { exposure: exposure === 'measured' ? null : exposure }),
        ...given('owner', options.owner),
        ...given('service', options.service),
        ...given('outage', options.outage),
      };
      if (Object.keys(body).length === 0 && options.host === undefined)
        throw usage('Say what changes: --tier, --exposure, --owner, --service, --outage or --host.');
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const { id, clientId } = await findDevice(api, named, client?.id);
      const { host } = options;
      const hostId = host === undefined ? {} : { hostId: host.trim() === '' ? null : (await findDevice(api, host, clientId)).id };
      const device = await api('updateDevice', { params: { id }, body: { ...body, ...hostId } });
      const updates = await api('getDeviceUpdates', { params: { id } });
      finish(options, { json: device, text: deviceText(screenOf(io), device, updates.items) });
    });
}

function given<N extends string>(name: N, text: string | undefined): { readonly [K in N]?: string | null } {
  const value = text?.trim() === '' ? null : text?.trim();
  // The one key is the name.
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: string | null };
}
