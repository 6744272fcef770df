import { connect } from '../connection/api.ts';
import { findClient, findDevice } from '../connection/find.ts';
import { effectiveText } from '../output/level-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy effective --device NAME`: what holds for one device, setting by setting, and who says it. */
export function addPolicyEffective(group: Group, { io, finish }: Session): void {
  online(group, 'effective', 'what holds for a device, setting by setting: who says it, and what that goes before')
    .requiredOption('--device <name>', 'name or id')
    .option('--client <name>', 'of this client')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? undefined : (await findClient(api, options.client)).id;
      const device = await findDevice(api, options.device, client);
      const policy = await api('getDevicePolicy', { params: { id: device.id } });
      finish(options, { json: policy, text: effectiveText(screenOf(io), policy) });
    });
}
