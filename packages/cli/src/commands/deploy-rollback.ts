import { connect } from '../connection/api.ts';
import { findDeployment, findDevice } from '../connection/find.ts';
import { planText } from '../deployments/plan-text.ts';
import { readSpec } from '../deployments/read-spec.ts';
import { waitForPlan } from '../deployments/wait-for-plan.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy rollback ID`: the way back is a deployment of its own, simulated, shown and approved like any other. */
export function addDeployRollback(group: Group, { io, finish }: Session): void {
  online(group, 'rollback', 'propose the way back as a new deployment, and show it')
    .argument('<deployment>', 'id, its last characters, or title')
    .requiredOption('--because <text>', 'why')
    .option('--device <device...>', 'these devices only')
    .option('--wait <minutes>', 'wait so long for the devices', '15')
    .action(async (named, options) => {
      const connection = connect(io, options);
      const { api } = connection;
      const before = await api('getDeployment', { params: { id: await findDeployment(api, named) } });
      const devices: string[] = [];
      for (const device of options.device ?? []) devices.push((await findDevice(api, device, before.clientId)).id);
      const body = { because: options.because, deviceIds: devices.length === 0 ? null : devices };
      const proposed = await api('rollBackDeployment', { params: { id: before.id }, body });
      const deployment = await waitForPlan(io, connection, proposed.id, options, []);
      finish(options, { json: deployment, text: planText(screenOf(io), deployment, readSpec(deployment)) });
    });
}
