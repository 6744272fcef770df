/** The provider's own, stricter rules of the twelve steps. */
import { ruleErrors, standardRules } from '@fettle/core/checklist';
import type { ChecklistRules } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { appendProviderAudit, auditActor } from '../audit/index.ts';
import { inNoClient, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handlers, Tx } from '../platform/feature.ts';
import { lockRule, readRule, saveRule } from '../platform/provider-rule.ts';

/** Its hints make the rounds look at once. */
export const checklistTopic = 'checklist';
const ruleName = 'checklist';

type Saved = ChecklistRules & { readonly version: number; readonly because: string };
export type RulesNow = { readonly rules: ChecklistRules; readonly version: number; readonly setAt: string | null };

/** Those that hold now: the standard ones where nobody said otherwise. What is stored was looked at when it was saved. */
export async function readRules(tx: Tx): Promise<RulesNow> {
  const saved = await readRule(tx, ruleName);
  const value = (saved?.value ?? null) as Partial<Saved> | null;
  const { version = 0, scanHours, riskDays, attentionFails } = value ?? {};
  return {
    rules: {
      scanHours: scanHours ?? standardRules.scanHours,
      riskDays: riskDays ?? standardRules.riskDays,
      attentionFails: attentionFails ?? standardRules.attentionFails,
    },
    version,
    setAt: saved?.at ?? null,
  };
}

export const ruleHandlers: Handlers = {
  getChecklistRules: ({ context }) => inNoClient(context.db, rulesView),

  async saveChecklistRules({ context, actor, body: { basedOn, because, ...rules } }) {
    if (!actor.can('checklist.write'))
      return refuse('permission.missing', 'The rules are for all clients: they need the permission for all of them.');
    const errors = ruleErrors(rules);
    if (errors.length > 0)
      return refuse('request.invalid', 'Rules of the twelve steps are made stricter, never looser than the standard.', errors);
    return inNoClient(context.db, async (tx) => {
      await lockRule(tx, ruleName);
      const { version } = await readRules(tx);
      if (version !== basedOn)
        return refuse('conflict.changed', `These are changes of version ${basedOn}; meanwhile version ${version} was saved.`);
      const at = context.now();
      const value: Saved = { ...rules, version: version + 1, because };
      await saveRule(tx, ruleName, value, actor.id, at);
      await notify(tx, checklistTopic, '');
      await appendProviderAudit(tx, {
        action: 'checklist.rules-set',
        actor: auditActor(actor),
        subject: 'checklist-rules',
        body: { ...value, attentionFails: [...rules.attentionFails] },
        at,
      });
      return rulesView(tx);
    });
  },
};

async function rulesView(tx: Tx): Promise<CallOutput<'getChecklistRules'>> {
  const saved = await readRule(tx, ruleName);
  const { rules, version } = await readRules(tx);
  const because = (saved?.value as Partial<Saved> | undefined)?.because ?? '';
  return {
    scanHours: rules.scanHours,
    riskDays: rules.riskDays,
    attentionFails: [...rules.attentionFails],
    version,
    changed: saved === null ? null : { at: saved.at, by: saved.by, because },
  };
}
