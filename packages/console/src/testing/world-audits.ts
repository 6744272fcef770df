/** Audits of the made-up installation: the second client has two that are concluded and a draft, with actions; the others none. */
import type { CallOutput } from '@fettle/protocol/client';
import { checklistOfClient } from './world-checklist.ts';
import { at, clients, id } from './world.ts';

type Audits = CallOutput<'listProcessAudits'>;
type Audit = CallOutput<'getProcessAudit'>;

const [, brandt] = clients;
const by = { by: 'Anna Müller', at: at(-60 * 24 * 30) };
const digest = 'c'.repeat(64);

export const auditRules: CallOutput<'getProcessAuditRules'> = {
  months: 12,
  steps: [
    { id: id(12, 1), title: 'Backups are watched', good: 'Somebody looks at them every morning.', judge: 'the service manager', months: 6 },
  ],
  version: 1,
  changed: { at: at(-9000), by: 'Anna Müller', because: 'Our insurer asks for it' },
};

const actions: Audits['actions'] = [
  {
    id: id(12, 20),
    audit: 2,
    findingId: id(12, 10),
    text: 'Restore the till database once, and write down how long it took',
    owner: 'Jonas Weber',
    dueOn: '2026-10-31',
    overdue: true,
    ...by,
    end: null,
  },
  {
    id: id(12, 21),
    audit: 2,
    findingId: null,
    text: 'Name a stand-in for the reviewer',
    owner: 'عائشة',
    dueOn: '2099-01-31',
    overdue: false,
    ...by,
    end: null,
  },
];

const findings: Audit['findings'] = [
  {
    id: id(12, 10),
    step: 5,
    severity: 'serious',
    text: 'The way back of the till database was never tried.',
    asks: 'A restore before the Christmas trade.',
    ...by,
  },
  { id: id(12, 11), step: null, severity: 'remark', text: 'Reviews happen, but nobody writes down when.', asks: null, ...by },
];

const summaries: Audits['audits'] = [
  {
    number: 3,
    auditor: 'Anna Müller',
    startedAt: at(-90),
    startedBy: 'Anna Müller',
    concludedAt: null,
    concludedBy: null,
    digest: null,
    findings: 2,
    actions: 2,
    openActions: 2,
  },
  {
    number: 2,
    auditor: 'Anna Müller',
    startedAt: at(-60 * 24 * 31),
    startedBy: 'Anna Müller',
    concludedAt: by.at,
    concludedBy: 'Anna Müller',
    digest,
    findings: 2,
    actions: 3,
    openActions: 2,
  },
  {
    number: 1,
    auditor: 'Jonas Weber',
    startedAt: at(-60 * 24 * 400),
    startedBy: 'Anna Müller',
    concludedAt: at(-60 * 24 * 399),
    concludedBy: 'Anna Müller',
    digest,
    findings: 0,
    actions: 0,
    openActions: 0,
  },
];

export function auditsOf(clientId: string): Audits {
  const isBrandt = clientId === brandt?.id;
  return {
    standing: isBrandt
      ? {
          state: 'current',
          sentence: 'Last audited on 2026-10-25; the next audit is due on 2027-10-25. 2 actions open, 1 overdue.',
          last: { number: 2, on: '2026-10-25' },
          nextOn: '2027-10-25',
          openActions: 2,
          overdueActions: 1,
        }
      : {
          state: 'never',
          sentence: 'The process of this client was never audited.',
          last: null,
          nextOn: null,
          openActions: 0,
          overdueActions: 0,
        },
    interval: { months: 12, own: false, version: 0, provider: 12 },
    draft: isBrandt ? 3 : null,
    audits: isBrandt ? summaries : [],
    actions: isBrandt ? actions : [],
    ownSteps: auditRules.steps.map((step) => ({
      ...step,
      ...(isBrandt
        ? {
            state: 'attention',
            sentence: 'Judged by Anna Müller on 2026-10-25. Not on weekends.',
            judgedOn: '2026-10-25',
            judgedBy: 'Anna Müller',
            until: '2027-04-25',
          }
        : { state: 'unknown', sentence: 'Nobody has judged it yet.', judgedOn: null, judgedBy: null, until: null }),
    })),
    mayWrite: true,
  };
}

export function auditOf(clientId: string, number: number): Audit | undefined {
  const summary = summaries.find((one) => one.number === number);
  const now = checklistOfClient(clientId);
  if (clientId !== brandt?.id || summary === undefined || now === undefined) return undefined;
  const { findings: _f, actions: _a, ...rest } = summary;
  const isDraft = rest.concludedAt === null;
  const done: Audit['actions'][number] = {
    id: id(12, 22),
    audit: 2,
    findingId: null,
    text: 'Add the new branch to the calendar',
    owner: 'Anna Müller',
    dueOn: '2026-11-01',
    overdue: false,
    ...by,
    end: { ended: 'done', person: 'Anna Müller', note: 'It stands in the calendar feed.', by: 'Anna Müller', at: at(-6000) },
  };
  return {
    ...rest,
    clientId,
    clientName: now.clientName,
    conclusion: isDraft ? null : 'The process holds. What is missing is a restore that was tried.',
    nextOn: isDraft ? null : '2027-10-25',
    stepsAt: rest.concludedAt ?? at(-1),
    steps: now.steps.map(({ reasons, ...step }) => ({ ...step, reasons: reasons.map(({ state, sentence }) => ({ state, sentence })) })),
    before: number === 1 ? null : number - 1,
    changed:
      number === 1
        ? []
        : now.steps.map(({ step, state }, index) =>
            index === 2 && state !== 'unknown'
              ? { step, from: 'unknown' as const, to: state, change: 'cannot tell' as const }
              : { step, from: state, to: state, change: 'same' as const },
          ),
    judged: isDraft
      ? []
      : auditRules.steps.map(({ id: stepId, title, good, judge }) => ({
          stepId,
          title,
          good,
          judge,
          result: 'attention',
          note: 'Not on weekends.',
          ...by,
        })),
    findings: number === 1 ? [] : findings,
    actions: number === 1 ? [] : isDraft ? actions.map((one) => ({ ...one, audit: 3, overdue: false })) : [...actions, done],
    mayWrite: true,
  };
}
