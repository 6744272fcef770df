import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { deploymentText } from '../deployments/deployment-text.ts';
import { readSpec } from '../deployments/read-spec.ts';
import { specText } from '../deployments/spec-text.ts';
import { deviceNames } from '../deployments/types.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy show ID`: where it stands; with `--spec` also what exactly was approved, or would be. */
export function addDeployShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'where a deployment stands')
    .argument('<deployment>', 'id, its last characters, or title')
    .option('--spec', 'with the spec: devices, versions, windows, ways back')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const deployment = await api('getDeployment', { params: { id: await findDeployment(api, named) } });
      const screen = screenOf(io);
      const names = { client: deployment.clientName, device: deviceNames(deployment) };
      const spec = options.spec === true ? specText(screen, readSpec(deployment), names) : null;
      finish(options, { json: deployment, text: blocks(deploymentText(screen, deployment), spec) });
    });
}
