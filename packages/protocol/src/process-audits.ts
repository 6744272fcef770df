/** Audits of the patch management process: findings, actions, a conclusion, and a provider's own steps. A part of the route table (routes.ts). */
import { stepStates } from '@fettle/core/checklist';
import { actionEnds, auditStates, findingSeverities, mostOwnSteps, stepChanges } from '@fettle/core/process-audit';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Day, Hash, Id, Instant, Name } from './shared.ts';

const StepNumber = z.number().int().min(1).max(12);
const State = z.enum(stepStates);
const Text = z.string().trim().min(3).max(4000);
const months = z.number().int().meta({ description: 'from 1 to 36' });

const Finding = z.object({
  id: Id,
  step: StepNumber.nullable().meta({ description: 'null: the process as a whole' }),
  severity: z.enum(findingSeverities),
  text: z.string(),
  asks: z.string().nullable().meta({ description: 'what is asked for' }),
  by: z.string(),
  at: Instant,
});

const End = z.object({ ended: z.enum(actionEnds), person: z.string(), note: z.string(), by: z.string(), at: Instant });
const Action = z.object({
  id: Id,
  audit: z.number().int().meta({ description: 'the number of the audit' }),
  findingId: Id.nullable(),
  text: z.string(),
  owner: z.string(),
  dueOn: Day,
  overdue: z.boolean(),
  by: z.string(),
  at: Instant,
  end: End.nullable().meta({ description: 'null: it is open' }),
});

const OwnStep = z.strictObject({
  id: Id.nullable().default(null).meta({ description: 'null: it is new' }),
  title: Name,
  good: Text.meta({ description: 'what good means' }),
  judge: Name.meta({ description: 'who judges it' }),
  months: months.meta({ description: 'so many months a judgement holds, 1 to 36' }),
});
const OwnStepView = z
  .object({
    id: Id,
    title: z.string(),
    good: z.string(),
    judge: z.string(),
    months: z.number().int(),
    state: State,
    sentence: z.string(),
    judgedOn: Day.nullable(),
    judgedBy: z.string().nullable(),
    until: Day.nullable(),
  })
  .meta({ id: 'OwnStepStanding' });

const Step = z.object({
  step: StepNumber,
  title: z.string(),
  state: State,
  since: Instant.nullable(),
  sentence: z.string(),
  reasons: z.array(z.object({ state: State, sentence: z.string() })),
  numbers: z.array(z.object({ key: z.string(), value: z.number().int(), of: z.number().int().nullable() })),
});
const Changed = z.object({ step: StepNumber, from: State, to: State, change: z.enum(stepChanges) });
const Judged = z.object({
  stepId: Id,
  title: z.string(),
  good: z.string(),
  judge: z.string(),
  result: State,
  note: z.string().nullable(),
  by: z.string(),
  at: Instant,
});

export const ProcessAuditSummary = z
  .object({
    number: z.number().int(),
    auditor: z.string(),
    startedAt: Instant,
    startedBy: z.string(),
    concludedAt: Instant.nullable().meta({ description: 'null: a draft' }),
    concludedBy: z.string().nullable(),
    digest: Hash.nullable(),
    findings: z.number().int(),
    actions: z.number().int(),
    openActions: z.number().int(),
  })
  .meta({ id: 'ProcessAuditSummary' });

export const ProcessAudit = ProcessAuditSummary.omit({ findings: true, actions: true })
  .extend({
    clientId: Id,
    clientName: z.string(),
    conclusion: z.string().nullable(),
    nextOn: Day.nullable().meta({ description: 'when the next one is due, as it was said at the conclusion' }),
    stepsAt: Instant.meta({ description: 'of a draft now; else the conclusion' }),
    steps: z.array(Step),
    before: z.number().int().nullable().meta({ description: 'the audit that was concluded before it' }),
    changed: z.array(Changed).meta({ description: 'the steps beside those of the audit before; empty where there is none' }),
    judged: z.array(Judged).meta({ description: 'own steps of the provider, as they were judged in this audit' }),
    findings: z.array(Finding),
    actions: z.array(Action),
    mayWrite: z.boolean(),
  })
  .meta({ id: 'ProcessAudit' });

export const ProcessAudits = z
  .object({
    standing: z.object({
      state: z.enum(auditStates),
      sentence: z.string(),
      last: z.object({ number: z.number().int(), on: Day }).nullable(),
      nextOn: Day.nullable(),
      openActions: z.number().int(),
      overdueActions: z.number().int(),
    }),
    interval: z.object({
      months: z.number().int(),
      own: z.boolean().meta({ description: 'false: the provider’s' }),
      version: z.number().int().meta({ description: 'of the client’s own; 0: none was ever set' }),
      provider: z.number().int(),
    }),
    draft: z.number().int().nullable().meta({ description: 'the number of the audit that is not concluded' }),
    audits: z.array(ProcessAuditSummary).meta({ description: 'the newest first, at most 100' }),
    actions: z.array(Action).meta({ description: 'open ones of concluded audits, the first that is due first; at most 200' }),
    ownSteps: z.array(OwnStepView),
    mayWrite: z.boolean(),
  })
  .meta({ id: 'ProcessAudits' });

const Rules = z.object({
  months,
  steps: z.array(OwnStep.extend({ id: Id })),
  version: z.number().int().meta({ description: '0: nobody set them' }),
  changed: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
});

const ofClient = z.object({ id: Id });
const ofAudit = z.object({ id: Id, number: z.coerce.number().int().min(1).max(100_000) });

export const processAuditRoutes = {
  getProcessAuditRules: route({
    method: 'GET',
    path: '/api/v1/process-audit-rules',
    summary: 'How often the process of each client is audited, and the provider’s own steps',
    permission: 'settings.read',
    tenant: 'provider',
    audit: reading,
    response: Rules,
  }),
  saveProcessAuditRules: route({
    method: 'PUT',
    path: '/api/v1/process-audit-rules',
    summary: 'Say how often the process is audited, and which steps the provider adds to the twelve, for all clients',
    permission: 'checklist.write',
    tenant: 'provider',
    audit: 'process-audit.rules-set',
    body: z.strictObject({
      months,
      steps: z.array(OwnStep).max(mostOwnSteps),
      ...Because.shape,
      basedOn: z.number().int().min(0).meta({ description: 'the version that was changed' }),
    }),
    response: Rules,
  }),
  listProcessAudits: route({
    method: 'GET',
    path: '/api/v1/clients/:id/process-audits',
    summary: 'The audits of a client’s process: the last, when the next is due, open actions, own steps of the provider',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofClient,
    response: ProcessAudits,
  }),
  setProcessAuditInterval: route({
    method: 'PUT',
    path: '/api/v1/clients/:id/process-audit-interval',
    summary: 'How often the process of this client is audited; null: as often as the provider says',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.interval-set',
    params: ofClient,
    body: z.strictObject({ months: months.nullable(), ...Because.shape, basedOn: z.number().int().min(0) }),
    response: ProcessAudits,
  }),
  startProcessAudit: route({
    method: 'POST',
    path: '/api/v1/clients/:id/process-audits',
    summary: 'Start an audit: a draft, until it is concluded',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.started',
    params: ofClient,
    body: z.strictObject({ auditor: Name.meta({ description: 'who audits and answers for it' }) }),
    response: ProcessAudit,
  }),
  getProcessAudit: route({
    method: 'GET',
    path: '/api/v1/clients/:id/process-audits/:number',
    summary: 'One audit: the twelve steps as they stood, findings, actions, conclusion',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofAudit,
    response: ProcessAudit,
  }),
  addProcessAuditFinding: route({
    method: 'POST',
    path: '/api/v1/clients/:id/process-audits/:number/findings',
    summary: 'Record a finding in a draft',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.finding-added',
    params: ofAudit,
    body: z.strictObject({
      step: StepNumber.nullable(),
      severity: z.enum(findingSeverities),
      text: Text,
      asks: Text.nullable().default(null),
    }),
    response: ProcessAudit,
  }),
  addProcessAuditAction: route({
    method: 'POST',
    path: '/api/v1/clients/:id/process-audits/:number/actions',
    summary: 'Record in a draft what is to be done, by whom and by when',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.action-added',
    params: ofAudit,
    body: z.strictObject({
      findingId: Id.nullable().default(null),
      text: Text,
      owner: z
        .union([z.strictObject({ personId: Id }), z.strictObject({ name: Name })])
        .meta({ description: 'a person of this installation, or anybody by name' }),
      dueOn: Day,
    }),
    response: ProcessAudit,
  }),
  judgeOwnStep: route({
    method: 'PUT',
    path: '/api/v1/clients/:id/process-audits/:number/judgements/:stepId',
    summary: 'Judge one of the provider’s own steps in a draft',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.step-judged',
    params: ofAudit.extend({ stepId: Id }),
    body: z.strictObject({
      result: State,
      note: Text.nullable().default(null).meta({ description: 'needed but for good' }),
    }),
    response: ProcessAudit,
  }),
  removeProcessAuditEntry: route({
    method: 'DELETE',
    path: '/api/v1/clients/:id/process-audits/:number/entries/:entryId',
    summary: 'Take a finding, with its actions, or an action out of a draft',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.entry-removed',
    params: ofAudit.extend({ entryId: Id }),
    response: ProcessAudit,
  }),
  concludeProcessAudit: route({
    method: 'POST',
    path: '/api/v1/clients/:id/process-audits/:number/conclusion',
    summary: 'Conclude it: the twelve steps are computed and kept with it, and nothing of it changes any more',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.concluded',
    params: ofAudit,
    body: z.strictObject({ conclusion: Text }),
    response: ProcessAudit,
  }),
  getProcessAuditDocument: route({
    method: 'GET',
    path: '/api/v1/clients/:id/process-audits/:number/document.html',
    summary: 'A concluded audit as HTML, with what became of its actions',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofAudit,
    response: 'html',
  }),
  getProcessAuditPdf: route({
    method: 'GET',
    path: '/api/v1/clients/:id/process-audits/:number/document.pdf',
    summary: 'A concluded audit as PDF, with what was kept attached',
    permission: 'evidence.read',
    tenant: 'client',
    audit: 'process-audit.exported',
    params: ofAudit,
    response: 'pdf',
    rateLimit: { max: 30, perSeconds: 60 },
  }),
  endProcessAuditAction: route({
    method: 'POST',
    path: '/api/v1/clients/:id/process-audits/:number/actions/:actionId/end',
    summary: 'Say that an action of a concluded audit is done, or that it is dropped and why',
    permission: 'client.write',
    tenant: 'client',
    audit: 'process-audit.action-ended',
    params: ofAudit.extend({ actionId: Id }),
    body: z.strictObject({
      ended: z.enum(actionEnds),
      person: Name.meta({ description: 'who did it, or decided it' }),
      note: Text.meta({ description: 'what was done, or why it is dropped' }),
    }),
    response: ProcessAudit,
  }),
} as const;
