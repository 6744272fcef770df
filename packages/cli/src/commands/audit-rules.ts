import { connect } from '../connection/api.ts';
import { auditRulesText } from '../output/audit-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle audit rules`: how often audits are due at all clients, and the provider's own steps; with options they are set, and what is not named stays. */
export function addAuditRules(group: Group, { io, finish }: Session): void {
  online(
    group,
    'rules',
    'how often audits are due, and which steps the provider adds to the twelve; with options they are set, for all clients',
  )
    .option('--months <number>', 'an audit once in so many months, 1 to 36; 12 is the standard')
    .option('--add-step <title>', 'add a step; with --good, --judge and --every')
    .option('--good <text>', 'what good means in it')
    .option('--judge <name>', 'who judges it')
    .option('--every <months>', 'so many months a judgement holds', '12')
    .option('--remove-step <title>', 'take this step away; its judgements stay in their audits')
    .option('--because <text>', 'why; it stands in the audit trail')
    .action(async ({ months, addStep, good, judge, every, removeStep, because, ...options }) => {
      const { api } = connect(io, options);
      const now = await api('getProcessAuditRules', {});
      if ([months, addStep, removeStep].every((said) => said === undefined)) {
        finish(options, { json: now, text: auditRulesText(screenOf(io), now) });
        return;
      }
      if (because === undefined) throw usage('Rules are changed with a reason: --because TEXT.');
      if (addStep !== undefined && (good === undefined || judge === undefined)) throw usage('A step needs --good TEXT and --judge NAME.');
      const kept = now.steps.filter(({ title }) => title.toLowerCase() !== removeStep?.toLowerCase());
      if (removeStep !== undefined && kept.length === now.steps.length) throw usage(`There is no step ${JSON.stringify(removeStep)}.`);
      const added =
        addStep === undefined ? [] : [{ id: null, title: addStep, good: good ?? '', judge: judge ?? '', months: Number(every) }];
      const body = {
        months: months === undefined ? now.months : Number(months),
        steps: [...kept, ...added],
        because,
        basedOn: now.version,
      };
      const saved = await api('saveProcessAuditRules', { body });
      finish(options, { json: saved, text: auditRulesText(screenOf(io), saved) });
    });
}
