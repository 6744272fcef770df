/** What `deploy plan` shows: the spec as it would be approved, what to know before, who was left out, and the next step. */
import { blocks, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { lintText } from './deployment-text.ts';
import type { CheckedSpec } from './read-spec.ts';
import { specText } from './spec-text.ts';
import { deviceNames } from './types.ts';
import type { Deployment } from './types.ts';

export function planText(screen: Screen, deployment: Deployment, spec: CheckedSpec): string {
  const names = { client: deployment.clientName, device: deviceNames(deployment) };
  const planned = new Set(spec.shares.map(({ deviceId }) => deviceId));
  const leftOut = (deployment.proposal?.devices ?? []).filter(({ deviceId }) => !planned.has(deviceId));
  return blocks(
    specText(screen, spec, names),
    leftOut.map(({ deviceName, because, state }) => sentence(screen, `Left out: ${deviceName}: ${because ?? state}`)).join('\n'),
    lintText(screen, deployment.lint),
    `Approve it with: fettle deploy approve ${deployment.id} --key FILE`,
  );
}
