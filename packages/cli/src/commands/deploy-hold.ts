import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { deploymentText } from '../deployments/deployment-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy hold ID`: nothing new is sent, what runs finishes. */
export function addDeployHold(group: Group, { io, finish }: Session): void {
  online(group, 'hold', 'hold a deployment: nothing new is sent, what runs finishes')
    .argument('<deployment>', 'id, its last characters, or title')
    .requiredOption('--because <text>', 'why, for those who come after you')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findDeployment(api, named);
      const deployment = await api('holdDeployment', { params: { id }, body: { because: options.because } });
      finish(options, { json: deployment, text: deploymentText(screenOf(io), deployment) });
    });
}
