import { Option } from '@commander-js/extra-typings';
import { laterWays } from '@fettle/core/deployment';
import { connect } from '../connection/api.ts';
import { findDeployment, findDevice } from '../connection/find.ts';
import { planText } from '../deployments/plan-text.ts';
import { readSpec } from '../deployments/read-spec.ts';
import { waitForPlan } from '../deployments/wait-for-plan.ts';
import { backPreviewText } from '../output/back-preview-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy rollback ID`: the way back is a deployment of its own, simulated, shown and approved like any other. */
export function addDeployRollback(group: Group, { io, finish }: Session): void {
  online(group, 'rollback', 'propose the way back as a new deployment, and show it')
    .argument('<deployment>', 'id, its last characters, or title')
    .option('--because <text>', 'why')
    .option('--preview', 'only show what would be replaced on each device, by its own simulation; proposes nothing')
    .option('--device <device...>', 'these devices only')
    .addOption(
      new Option('--by <way>', 'how, where the device can: reinstall removes the packages and installs the old versions')
        .choices(['downgrade', ...laterWays] as const)
        .default('downgrade' as const),
    )
    .option('--wait <minutes>', 'wait so long for the devices', '15')
    .action(async (named, options) => {
      const connection = connect(io, options);
      const { api } = connection;
      const before = await api('getDeployment', { params: { id: await findDeployment(api, named) } });
      const devices: string[] = [];
      for (const device of options.device ?? []) devices.push((await findDevice(api, device, before.clientId)).id);
      if (options.preview === true) {
        const all = await api('previewRollBack', { params: { id: before.id } });
        const preview = devices.length === 0 ? all : { ...all, devices: all.devices.filter(({ deviceId }) => devices.includes(deviceId)) };
        return finish(options, { json: preview, text: backPreviewText(screenOf(io), preview, options.by) });
      }
      if (options.because === undefined)
        throw usage('a roll-back wants its reason: --because TEXT', 'Add --because TEXT, or --preview to see only what it would do.');
      const body = { because: options.because, deviceIds: devices.length === 0 ? null : devices, by: options.by };
      const proposed = await api('rollBackDeployment', { params: { id: before.id }, body });
      const deployment = await waitForPlan(io, connection, proposed.id, options, []);
      finish(options, { json: deployment, text: planText(screenOf(io), deployment, readSpec(deployment)) });
    });
}
