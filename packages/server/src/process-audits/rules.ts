/** What the provider says for all clients: how often the process is audited, and which steps are added to the twelve. */
import { auditMonths, monthsError, ownStepErrors } from '@fettle/core/process-audit';
import type { OwnStep } from '@fettle/core/process-audit';
import type { CallOutput } from '@fettle/protocol/client';
import { appendProviderAudit, auditActor } from '../audit/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handlers, Tx } from '../platform/feature.ts';
import { lockRule, readRule, saveRule } from '../platform/provider-rule.ts';

const ruleName = 'process-audits';

type Saved = { readonly months: number; readonly steps: readonly OwnStep[]; readonly version: number; readonly because: string };

/** Those that hold now. What is stored was looked at when it was saved. */
export async function readAuditRules(tx: Tx): Promise<Pick<Saved, 'months' | 'steps' | 'version'>> {
  const saved = await readRule(tx, ruleName);
  const { months = auditMonths.standard, steps = [], version = 0 } = (saved?.value ?? {}) as Partial<Saved>;
  return { months, steps, version };
}

export const auditRuleHandlers: Handlers = {
  getProcessAuditRules: ({ context }) => inNoClient(context.db, rulesView),

  async saveProcessAuditRules({ context, actor, body: { basedOn, because, months, steps: said } }) {
    if (!actor.can('checklist.write'))
      return refuse('permission.missing', 'This is said for all clients: it needs the permission for all of them.');
    return inNoClient(context.db, async (tx) => {
      await lockRule(tx, ruleName);
      const before = await readAuditRules(tx);
      if (before.version !== basedOn)
        return refuse('conflict.changed', `These are changes of version ${basedOn}; meanwhile version ${before.version} was saved.`);
      const unknown = said.findIndex(({ id }) => id !== null && !before.steps.some((step) => step.id === id));
      const steps = said.map((step): OwnStep => ({ ...step, id: step.id ?? context.newId() }));
      const wrong = monthsError(months);
      const errors = [
        ...(wrong === null ? [] : [{ path: 'months', message: wrong }]),
        ...(unknown === -1 ? [] : [{ path: `steps.${unknown}.id`, message: 'is no step that stands; leave it out for a new one' }]),
        ...ownStepErrors(steps),
      ];
      if (errors.length > 0) return refuse('request.invalid', 'The interval or the own steps can not be saved like this.', errors);
      const at = context.now();
      const value: Saved = { months, steps, version: before.version + 1, because };
      await saveRule(tx, ruleName, value, actor.id, at);
      await appendProviderAudit(tx, {
        action: 'process-audit.rules-set',
        actor: auditActor(actor),
        subject: 'process-audit-rules',
        body: { ...value, steps: steps.map((step) => ({ ...step })) },
        at,
      });
      return rulesView(tx);
    });
  },
};

async function rulesView(tx: Tx): Promise<CallOutput<'getProcessAuditRules'>> {
  const saved = await readRule(tx, ruleName);
  const { months, steps, version } = await readAuditRules(tx);
  const because = (saved?.value as Partial<Saved> | undefined)?.because ?? '';
  return {
    months,
    steps: steps.map((step) => ({ ...step })),
    version,
    changed: saved === null ? null : { at: saved.at, by: saved.by, because },
  };
}
