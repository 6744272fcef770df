import { Option } from '@commander-js/extra-typings';
import { stepStates } from '@fettle/core/checklist';
import { findingSeverities } from '@fettle/core/process-audit';
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findOne, findPerson } from '../connection/find.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { auditsText, auditText } from '../output/audit-text.ts';
import { screenOf } from '../output/screen.ts';
import { size } from '../output/times.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Audits = CallOutput<'listProcessAudits'>;

const formats = ['html', 'pdf'] as const;
const named = ['<client>', 'name or id'] as const;

/** `fettle audit list CLIENT`: the audits of its process, when the next is due, open actions, and the provider's own steps. */
export function addAuditList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'the audits of a client’s process, when the next is due, and which actions are open')
    .argument(...named)
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const audits = await auditsOf(api, text);
      finish(options, { json: audits.view, text: auditsText(screenOf(io), audits.view) });
    });
}

/** `fettle audit show CLIENT`: one of them. */
export function addAuditShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'one audit: the twelve steps as they stood, findings, actions, conclusion')
    .argument(...named)
    .option('--of <number>', 'this audit; otherwise the newest')
    .option('--html <file>', 'a concluded audit as HTML into this file')
    .option('--pdf <file>', 'a concluded audit as PDF into this file')
    .action(async (text, options) => {
      const { api, document } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const params = { id, number: numberOf(options.of, view) };
      const asked = formats.flatMap((format) => (options[format] === undefined ? [] : [{ format, path: options[format] }]));
      if (asked.length > 0) {
        const made = [];
        for (const { format, path } of asked)
          made.push({ path, bytes: await document(format === 'html' ? 'getProcessAuditDocument' : 'getProcessAuditPdf', { params }) });
        const files = made.map(({ path, bytes }) => ({ path: writeWholeFile(io.folder, path, bytes), bytes: bytes.length }));
        return finish(options, { json: { files }, text: files.map((file) => `${file.path} (${size(file.bytes)})`).join('\n') });
      }
      const audit = await api('getProcessAudit', { params });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit start CLIENT`: a draft. */
export function addAuditStart(group: Group, { io, finish }: Session): void {
  online(group, 'start', 'start an audit: a draft, until it is concluded')
    .argument(...named)
    .requiredOption('--auditor <name>', 'who audits and answers for it')
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, text);
      const audit = await api('startProcessAudit', { params: { id }, body: { auditor: options.auditor } });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit finding CLIENT`: into the draft. */
export function addAuditFinding(group: Group, { io, finish }: Session): void {
  online(group, 'finding', 'record a finding in the audit that is a draft')
    .argument(...named)
    .addOption(new Option('--severity <severity>', 'how bad it is').choices(findingSeverities).makeOptionMandatory())
    .requiredOption('--text <text>', 'what was found')
    .option('--step <number>', 'of which of the twelve steps; otherwise of the process as a whole')
    .option('--asks <text>', 'what is asked for')
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const step = options.step === undefined ? null : Number(options.step);
      const body = { step, severity: options.severity, text: options.text, asks: options.asks ?? null };
      const audit = await api('addProcessAuditFinding', { params: { id, number: draftOf(view) }, body });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit action CLIENT`: into the draft. */
export function addAuditAction(group: Group, { io, finish }: Session): void {
  online(group, 'action', 'record in the draft what is to be done, by whom and by when')
    .argument(...named)
    .requiredOption('--text <text>', 'what is to be done')
    .option('--owner <name>', 'who does it, by name')
    .option('--person <name>', 'a person of this installation who does it')
    .requiredOption('--due <day>', 'by when, e.g. 2026-09-30')
    .option('--finding <id>', 'the finding that it mends, by the end of its id')
    .action(async (text, options) => {
      if ((options.owner === undefined) === (options.person === undefined)) throw usage('Say who does it: --owner NAME or --person NAME.');
      const { api } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const number = draftOf(view);
      const owner = options.person === undefined ? { name: options.owner ?? '' } : { personId: (await findPerson(api, options.person)).id };
      const findings = options.finding === undefined ? [] : (await api('getProcessAudit', { params: { id, number } })).findings;
      const findingId = options.finding === undefined ? null : oneOf('finding', options.finding, findings).id;
      const body = { findingId, text: options.text, owner, dueOn: options.due };
      const audit = await api('addProcessAuditAction', { params: { id, number }, body });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit judge CLIENT STEP`: one of the provider's own steps. */
export function addAuditJudge(group: Group, { io, finish }: Session): void {
  online(group, 'judge', 'judge one of the provider’s own steps in the draft')
    .argument(...named)
    .argument('<step>', 'its title, or the end of its id')
    .addOption(new Option('--result <state>', 'how it stands').choices(stepStates).makeOptionMandatory())
    .option('--note <text>', 'what keeps it from being good, or why it can not be told')
    .action(async (text, stepText, options) => {
      const { api } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const step = findOne(
        'step',
        stepText,
        view.ownSteps.map((one) => ({ id: one.id, name: one.title, label: one.title })),
        'fettle audit list CLIENT lists them.',
      );
      const params = { id, number: draftOf(view), stepId: step.id };
      const audit = await api('judgeOwnStep', { params, body: { result: options.result, note: options.note ?? null } });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit remove CLIENT ENTRY`: out of the draft. */
export function addAuditRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'take a finding, with its actions, or an action out of the draft')
    .argument(...named)
    .argument('<entry>', 'the end of its id')
    .action(async (text, entry, options) => {
      const { api } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const number = draftOf(view);
      const { findings, actions } = await api('getProcessAudit', { params: { id, number } });
      const entryId = oneOf('finding or action', entry, [...findings, ...actions]).id;
      const audit = await api('removeProcessAuditEntry', { params: { id, number, entryId } });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit conclude CLIENT`: the draft becomes evidence. */
export function addAuditConclude(group: Group, { io, finish }: Session): void {
  online(group, 'conclude', 'conclude the draft: the twelve steps are kept with it, and nothing of it changes any more')
    .argument(...named)
    .requiredOption('--conclusion <text>', 'what it comes to')
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const params = { id, number: draftOf(view) };
      const audit = await api('concludeProcessAudit', { params, body: { conclusion: options.conclusion } });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit close-action CLIENT ACTION`: done, or dropped with a reason. */
export function addAuditCloseAction(group: Group, { io, finish }: Session): void {
  online(group, 'close-action', 'say that an action is done, or that it is dropped and why')
    .argument(...named)
    .argument('<action>', 'the end of its id; fettle audit list shows the open ones')
    .option('--done <text>', 'it is done: what was done')
    .option('--drop <reason>', 'it will not be done, and why')
    .requiredOption('--person <name>', 'who did it, or decided it')
    .action(async (text, actionText, options) => {
      const { done, drop, person } = options;
      if ((done === undefined) === (drop === undefined)) throw usage('Say how it ends: --done TEXT or --drop REASON.');
      const { api } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const action = oneOf('open action', actionText, view.actions);
      const params = { id, number: action.audit, actionId: action.id };
      const ended = done === undefined ? ('dropped' as const) : ('done' as const);
      const audit = await api('endProcessAuditAction', { params, body: { ended, person, note: done ?? drop ?? '' } });
      finish(options, { json: audit, text: auditText(screenOf(io), audit) });
    });
}

/** `fettle audit interval CLIENT`: how often this client is audited. */
export function addAuditInterval(group: Group, { io, finish }: Session): void {
  online(group, 'interval', 'how often the process of this client is audited')
    .argument(...named)
    .option('--months <number>', 'once in so many months, 1 to 36')
    .option('--provider', 'as often as the provider says')
    .requiredOption('--because <text>', 'why; it stands in the audit trail')
    .action(async (text, { months, provider, because, ...options }) => {
      if ((months === undefined) === (provider === undefined)) throw usage('Say how often: --months NUMBER or --provider.');
      const { api } = connect(io, options);
      const { id, view } = await auditsOf(api, text);
      const body = { months: months === undefined ? null : Number(months), because, basedOn: view.interval.version };
      const audits = await api('setProcessAuditInterval', { params: { id }, body });
      finish(options, { json: audits, text: auditsText(screenOf(io), audits) });
    });
}

async function auditsOf(api: ApiClient, text: string): Promise<{ readonly id: string; readonly view: Audits }> {
  const { id } = await findClient(api, text);
  return { id, view: await api('listProcessAudits', { params: { id } }) };
}

function numberOf(text: string | undefined, { audits }: Audits): number {
  const number = text === undefined ? audits[0]?.number : Number(text);
  if (number === undefined) throw none('No audit of this client was ever started.');
  if (!Number.isSafeInteger(number) || number < 1) throw usage(`--of takes the number of an audit, not ${JSON.stringify(text)}.`);
  return number;
}

function draftOf({ draft }: Audits): number {
  if (draft === null) throw none('No audit of this client is a draft.');
  return draft;
}

function none(detail: string): Refused {
  return new Refused({
    code: 'not-found',
    title: 'There is no such audit',
    detail,
    remedy: 'fettle audit start CLIENT --auditor NAME starts one.',
    exit: 'waiting',
  });
}

function oneOf<T extends { readonly id: string; readonly text: string }>(what: string, text: string, items: readonly T[]): T {
  const found = findOne(
    what,
    text,
    items.map((one) => ({ id: one.id, name: one.text, label: one.text, one })),
    'fettle audit list and fettle audit show list them.',
  );
  return found.one;
}
