/** What may be done with a deployment, each with the reason where it may not: from the core's table and the actor's permissions. */
import { canCommand, commandNames, commands } from '@fettle/core/deployment';
import type { CommandName, DeploymentState } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { permissions } from '@fettle/protocol/permissions';
import type { Permission } from '@fettle/protocol/permissions';
import type { Actor } from '../platform/feature.ts';

type CommandView = CallOutput<'getDeployment'>['commands'][number];

export function commandViews(actor: Actor, clientId: string, state: DeploymentState): CommandView[] {
  return commandNames.map((kind) => {
    const answer = canCommand(state, kind);
    return view(actor, clientId, kind, commands[kind], answer.allowed ? null : answer.sentence);
  });
}

const noSpec: Readonly<Record<Exclude<CommandName, 'cancel'>, string>> = {
  approve: 'There is no spec yet that could be approved.',
  release: 'Nothing holds this proposal.',
  hold: 'There is no spec yet: nothing moves that could be held.',
  test: 'Nothing was changed yet that could be tested.',
  promote: 'There is no spec yet: no ring has begun.',
  'roll-back': 'Nothing was changed yet.',
};

/** A proposal can be planned or given up. */
export function proposalCommands(actor: Actor, clientId: string, open: boolean, ready: boolean): CommandView[] {
  const over = open ? null : 'The proposal was given up.';
  const plan = { label: 'Make the plan', needs: 'deployment.propose' } as const;
  return [
    view(actor, clientId, 'plan', plan, over),
    ...commandNames.map((kind) => view(actor, clientId, kind, commands[kind], over ?? (kind === 'cancel' ? null : noSpec[kind]))),
  ].map((command) =>
    command.kind === 'plan' && !ready && command.allowed ? { ...command, label: 'Plan without those that have not answered' } : command,
  );
}

function view(
  actor: Actor,
  clientId: string,
  kind: string,
  command: { readonly label: string; readonly needs: Permission },
  why: string | null,
): CommandView {
  const missing = actor.can(command.needs, clientId) ? null : `You may not: this needs the permission “${permissions[command.needs]}”.`;
  const sentence = why ?? missing;
  return { kind, label: command.label, allowed: sentence === null, sentence };
}
