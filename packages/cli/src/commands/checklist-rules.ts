import { standardRules } from '@fettle/core/checklist';
import { connect } from '../connection/api.ts';
import { checklistRulesText } from '../output/checklist-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle checklist-rules`: by which rules the twelve steps are judged; with options they are made stricter, and what is not named stays. */
export function addChecklistRules(group: Group, { io, finish }: Session): void {
  online(group, 'checklist-rules', 'by which rules the twelve steps are judged; with options they are made stricter, for all clients')
    .option('--scan-hours <number>', 'a device that was not scanned for longer fails step 3; 48 is the standard, less is stricter')
    .option('--risk-days <number>', 'a deadline that is nearer is at risk in step 4; 3 is the standard, more is stricter')
    .option('--attention-fails <steps>', 'steps in which what needs attention counts as failing, e.g. 1,5, or "none"')
    .option('--standard', 'the standard rules again, but for what is named beside it')
    .option('--because <text>', 'why; it stands in the audit trail')
    .action(async ({ scanHours, riskDays, attentionFails, standard, because, ...options }) => {
      const { api } = connect(io, options);
      const now = await api('getChecklistRules', {});
      if ([scanHours, riskDays, attentionFails, standard].every((said) => said === undefined)) {
        finish(options, { json: now, text: checklistRulesText(screenOf(io), now) });
        return;
      }
      if (because === undefined) throw usage('Rules are changed with a reason: --because TEXT.');
      const base = standard === true ? standardRules : now;
      const body = {
        scanHours: scanHours === undefined ? base.scanHours : Number(scanHours),
        riskDays: riskDays === undefined ? base.riskDays : Number(riskDays),
        attentionFails: attentionFails === undefined ? [...base.attentionFails] : stepsOf(attentionFails),
        because,
        basedOn: now.version,
      };
      const saved = await api('saveChecklistRules', { body });
      finish(options, { json: saved, text: checklistRulesText(screenOf(io), saved) });
    });
}

function stepsOf(text: string): number[] {
  return text === 'none' ? [] : text.split(',').map(Number);
}
