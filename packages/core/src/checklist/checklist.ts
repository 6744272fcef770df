/** The twelve steps together, in their order. */
import { announcedStep } from './step-8-announced.ts';
import type { AnnouncedFacts } from './step-8-announced.ts';
import { deployedStep } from './step-9-deployed.ts';
import type { DeployedFacts } from './step-9-deployed.ts';
import { documentStep } from './step-12-documents.ts';
import type { DocumentFacts } from './step-12-documents.ts';
import { inventoryStep } from './step-1-inventory.ts';
import type { InventoryFacts } from './step-1-inventory.ts';
import { monitoredStep } from './step-10-monitored.ts';
import type { MonitoredFacts } from './step-10-monitored.ts';
import { policyStep } from './step-2-policy.ts';
import type { PolicyStepFacts } from './step-2-policy.ts';
import { riskStep } from './step-4-risk.ts';
import type { RiskFacts } from './step-4-risk.ts';
import { rollbackStep } from './step-5-rollback.ts';
import type { RollbackDevice } from './step-5-rollback.ts';
import { testStep } from './step-6-tests.ts';
import type { TestFacts } from './step-6-tests.ts';
import { toldStep } from './step-11-told.ts';
import type { ToldFacts } from './step-11-told.ts';
import { standardRules, withoutAttention } from './rules.ts';
import type { ChecklistRules } from './rules.ts';
import type { StepStanding } from './types.ts';
import { vulnerabilityStep } from './step-3-vulnerabilities.ts';
import type { VulnerabilityFacts } from './step-3-vulnerabilities.ts';
import { windowStep } from './step-7-windows.ts';
import type { WindowFacts } from './step-7-windows.ts';

export const stepTitles = [
  'Asset inventory is up to date',
  'Policy is audited',
  'Unpatched vulnerabilities are identified',
  'Risk is assessed',
  'A rollback plan exists',
  'The patch is tested',
  'A maintenance window is scheduled',
  'Expected impact is communicated',
  'The patch is deployed',
  'Systems are monitored',
  'Users are told it is done',
  'Documentation is updated',
] as const;

export type ChecklistFacts = {
  readonly inventory: InventoryFacts;
  readonly policy: PolicyStepFacts;
  readonly vulnerabilities: VulnerabilityFacts;
  readonly risk: RiskFacts;
  readonly rollback: readonly RollbackDevice[];
  readonly tests: TestFacts;
  readonly windows: WindowFacts;
  readonly announced: AnnouncedFacts;
  readonly deployed: DeployedFacts;
  readonly monitored: MonitoredFacts;
  readonly told: ToldFacts;
  readonly documents: DocumentFacts;
};

export type ChecklistStep = StepStanding & { readonly step: number; readonly title: string };

/** How a client stands in each of the twelve steps, by the same facts and rules always the same. The times among the rules are counted in the facts already. */
export function checklistOf(
  facts: ChecklistFacts,
  { attentionFails }: Pick<ChecklistRules, 'attentionFails'> = standardRules,
): readonly ChecklistStep[] {
  const standings = [
    inventoryStep(facts.inventory),
    policyStep(facts.policy),
    vulnerabilityStep(facts.vulnerabilities),
    riskStep(facts.risk),
    rollbackStep(facts.rollback),
    testStep(facts.tests),
    windowStep(facts.windows),
    announcedStep(facts.announced),
    deployedStep(facts.deployed),
    monitoredStep(facts.monitored),
    toldStep(facts.told),
    documentStep(facts.documents),
  ];
  return standings.map((standing, index) => {
    const step = index + 1;
    return { step, title: stepTitles[index] ?? '', ...(attentionFails.includes(step) ? withoutAttention(standing) : standing) };
  });
}
