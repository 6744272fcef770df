/** What the console is shown of a step: its remedies with their addresses. */
import type { Remedy, RemedyPlace, StepStanding } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { paths } from '../today/index.ts';

export type StepView = CallOutput<'getChecklist'>['steps'][number];

type Given = StepStanding & Pick<StepView, 'step' | 'title' | 'since'>;

export function stepView(clientId: string, { step, title, state, since, sentence, reasons, numbers }: Given): StepView {
  return {
    step,
    title,
    state,
    since,
    sentence,
    reasons: reasons.map(({ remedy, ...reason }) => ({ ...reason, remedy: remedy === null ? null : remedyView(clientId, remedy) })),
    numbers: numbers.map((number) => ({ ...number })),
  };
}

const pathOf: Readonly<Record<Exclude<RemedyPlace, 'deployment'>, (clientId: string) => string>> = {
  devices: paths.devices,
  discovered: paths.discovered,
  support: (clientId) => paths.support(clientId, 'past'),
  policies: paths.policies,
  'policy-findings': paths.policyFindings,
  updates: paths.updates,
  vulnerabilities: paths.risk,
  feeds: paths.feeds,
  rollback: paths.rollback,
  programme: paths.programme,
  audits: paths.audits,
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
