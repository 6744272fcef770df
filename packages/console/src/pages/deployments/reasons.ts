import type { Permission } from '@fettle/protocol/permissions';
import { type Me, mayNot, useMe } from '../../session/me.ts';
import type { Deployment } from './types.ts';

export type Reasons = {
  readonly approve: string | null;
  readonly release: string | null;
  readonly promote: string | null;
  readonly test: string | null;
  readonly hold: string | null;
  readonly cancel: string | null;
  readonly rollBack: string | null;
  readonly plan: string | null;
};

/** Why each command can not be given now: the permission that is missing, else the sentence of the engine. */
export function useReasons(deployment: Deployment): Reasons {
  const me = useMe();
  return {
    approve: why(me, deployment, 'approve', 'deployment.approve', 'approve deployments'),
    release: why(me, deployment, 'release', 'deployment.hold', 'release holds'),
    promote: why(me, deployment, 'promote', 'deployment.approve', 'promote rings'),
    test: why(me, deployment, 'test', 'deployment.hold', 'tell results of test steps'),
    hold: why(me, deployment, 'hold', 'deployment.hold', 'hold deployments'),
    cancel: why(me, deployment, 'cancel', 'deployment.hold', 'cancel deployments'),
    rollBack:
      why(me, deployment, 'roll-back', 'deployment.propose', 'propose roll-backs') ??
      (deployment.canRollBack.allowed ? null : (deployment.canRollBack.sentence ?? 'There is no way back from here.')),
    plan: mayNot(me, 'deployment.propose', 'make plans'),
  };
}

function why(me: Me, deployment: Deployment, kind: string, permission: Permission, doing: string): string | null {
  const missing = mayNot(me, permission, doing);
  if (missing !== null) return missing;
  const command = deployment.commands.find((one) => one.kind === kind);
  if (command === undefined) return 'That is not possible in this state.';
  return command.allowed ? null : (command.sentence ?? 'That is not possible in this state.');
}
