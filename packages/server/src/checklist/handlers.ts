/** Use cases of the checklist: how a client stands in the twelve steps. */
import { checklistOf } from '@fettle/core/checklist';
import type { ChecklistStep, Remedy, RemedyPlace } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Handlers, Tx } from '../platform/feature.ts';
import { paths } from '../today/index.ts';
import { readChecklistFacts } from './facts.ts';

type StepView = CallOutput<'getChecklist'>['steps'][number];

/** Null: there is no such client in view of the transaction. */
export async function readChecklist(tx: Tx, context: Context, clientId: string): Promise<readonly ChecklistStep[] | null> {
  const facts = await readChecklistFacts(tx, context, clientId);
  return facts === null ? null : checklistOf(facts);
}

export const checklistHandlers: Handlers = {
  async getChecklist({ context, actor, params: { id } }) {
    const noClient = refuse('not-found', 'There is no such client, or it is out of your reach.');
    if (!actor.scopeFor('client.read').includes(id)) return noClient;
    return inClients(context.db, [id], async (tx) => {
      const steps = await readChecklist(tx, context, id);
      const client = await tx.selectFrom('client').select('name').where('client_id', '=', id).executeTakeFirst();
      if (steps === null || client === undefined) return noClient;
      return { clientId: id, clientName: client.name, at: context.now(), steps: steps.map((step) => stepView(id, step)) };
    });
  },
};

function stepView(clientId: string, { step, title, state, sentence, reasons, numbers }: ChecklistStep): StepView {
  return {
    step,
    title,
    state,
    sentence,
    reasons: reasons.map(({ remedy, ...reason }) => ({ ...reason, remedy: remedy === null ? null : remedyView(clientId, remedy) })),
    numbers: numbers.map((number) => ({ ...number })),
  };
}

const pathOf: Readonly<Record<Exclude<RemedyPlace, 'deployment'>, (clientId: string) => string>> = {
  devices: paths.devices,
  support: (clientId) => paths.support(clientId, 'past'),
  policies: paths.policies,
  'policy-findings': paths.policyFindings,
  updates: paths.updates,
  vulnerabilities: paths.risk,
  feeds: paths.feeds,
  rollback: paths.rollback,
  deployments: paths.deployments,
};

function remedyView(clientId: string, { label, place, deploymentId }: Remedy): NonNullable<StepView['reasons'][number]['remedy']> {
  const path =
    place === 'deployment'
      ? deploymentId === null
        ? paths.deployments(clientId)
        : paths.deployment(deploymentId)
      : pathOf[place](clientId);
  return { label, place, path };
}
