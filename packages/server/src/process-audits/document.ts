/** A concluded audit as a document: what HTML and PDF lay out alike. */
import { numberWords, stepTitles } from '@fettle/core/checklist';
import type { StepState } from '@fettle/core/checklist';
import { changesSentence, severityWords } from '@fettle/core/process-audit';
import { pieces } from '../evidence/index.ts';
import type { Block, Document, Text } from '../evidence/index.ts';
import type { ActionRow } from './store.ts';
import type { AuditContent, KeptStep } from './types.ts';

const { clockOf, code, heading, muted, none, paragraph, plain, quoted, remark, said, status, strong, time } = pieces;

const stateWords: Readonly<Record<StepState, string>> = {
  good: 'good',
  attention: 'needs attention',
  failing: 'failing',
  unknown: 'not known',
};

type Given = {
  readonly content: AuditContent;
  readonly digest: string;
  /** The actions with what became of them since; what else is printed was kept at the conclusion. */
  readonly actions: readonly ActionRow[];
  /** When that was read (RFC 3339). */
  readonly now: string;
};

export function composeAudit({ content, digest, actions, now }: Given): Document {
  const { client, provider, number, auditor, startedAt, concludedAt, conclusion, nextOn, months, before, changed } = content;
  const clock = clockOf(client.zone);
  const ended = actions.flatMap(({ end_at: at }) => (at === null ? [] : [at])).toSorted();
  return {
    language: 'en',
    kind: 'Process audit',
    title: 'Audit of the patch management process',
    lead: [quoted(client.name), plain(' · by '), quoted(provider)],
    author: provider,
    foot: `Audit ${number}, ${clock.minute(concludedAt)}, SHA-256 ${digest.slice(0, 16)}…`,
    asOf: ended.at(-1) ?? concludedAt,
    blocks: [
      heading(2, 'conclusion', plain('Conclusion')),
      ...conclusion.split(/\n{2,}/).map((lines) => paragraph(quoted(lines))),
      {
        kind: 'facts',
        rows: [
          { label: 'Audit', value: [plain(String(number))] },
          { label: 'Auditor', value: [quoted(auditor)] },
          { label: 'Started', value: [time(clock.minute(startedAt))] },
          { label: 'Concluded', value: [time(clock.minute(concludedAt))] },
          {
            label: 'Next audit due',
            value: [plain(`${nextOn}, as it was said then: once in ${months} ${months === 1 ? 'month' : 'months'}`)],
          },
          { label: 'SHA-256', value: [code(digest)] },
          {
            label: 'To verify',
            value: [
              plain('The audit trail of the client holds this digest ('),
              code('process-audit.concluded'),
              plain(
                '), bound by its checkpoints; the attached content gives it again. What became of actions afterwards is not in the digest.',
              ),
            ],
          },
        ],
      },
      heading(2, 'findings', plain('Findings')),
      ...findingBlocks(content),
      heading(2, 'actions', plain('Actions')),
      ...actionBlocks(actions, clock.minute, now),
      heading(2, 'steps', plain('The twelve steps')),
      remark('As the server computed them from the records at the conclusion. What lacks evidence is not known, never good.'),
      ...(before === null ? [] : [paragraph(plain(`Beside audit ${before.number} of ${before.on}: ${changesSentence(changed)}.`))]),
      ...content.steps.flatMap((step) => stepBlocks(step, content, clock.minute)),
      ...ownBlocks(content),
    ],
  };
}

function findingBlocks({ findings }: AuditContent): readonly Block[] {
  if (findings.length === 0) return [paragraph(muted('Nothing was found.'))];
  return [
    {
      kind: 'table',
      caption: 'What was found',
      columns: [
        { title: 'Of', width: 2 },
        { title: 'How bad', width: 1 },
        { title: 'Finding', width: 4 },
        { title: 'Asked for', width: 3 },
      ],
      rows: findings.map(({ step, severity, text, asks }): Text[] => [
        [plain(step === null ? 'The process as a whole' : `${step} ${stepTitles[step - 1] ?? ''}`)],
        [plain(severityWords[severity].split(':')[0] ?? severity)],
        [quoted(text)],
        asks === null ? none : [quoted(asks)],
      ]),
    },
  ];
}

function actionBlocks(actions: readonly ActionRow[], minute: (at: string) => string, now: string): readonly Block[] {
  if (actions.length === 0) return [paragraph(muted('Nothing was to be done.'))];
  return [
    {
      kind: 'table',
      caption: 'What is to be done',
      columns: [
        { title: 'Action', width: 4 },
        { title: 'Who', width: 2 },
        { title: 'By', width: 2 },
        { title: 'End', width: 4 },
      ],
      rows: actions.map((row): Text[] => [[quoted(row.text)], [quoted(row.owner)], [plain(row.due_on)], endText(row, minute)]),
    },
    remark(`Ends are told as they were recorded until ${minute(now)}.`),
  ];
}

function endText({ ended, end_person: person, end_note: note, end_at: at }: ActionRow, minute: (at: string) => string): Text {
  if (ended === null || at === null) return [muted('open')];
  return [
    plain(ended === 'done' ? 'Done by ' : 'Dropped by '),
    quoted(person ?? ''),
    plain(', '),
    time(minute(at)),
    plain(': '),
    quoted(note ?? ''),
  ];
}

function stepBlocks(
  { step, title, state, since, sentence, reasons, numbers }: KeptStep,
  { changed }: AuditContent,
  minute: (at: string) => string,
): readonly Block[] {
  const change = changed.find((one) => one.step === step);
  const beside =
    change === undefined || change.change === 'same'
      ? ''
      : change.change === 'cannot tell'
        ? `, was ${stateWords[change.from]}`
        : `, ${change.change} than ${stateWords[change.from]}`;
  return [
    heading(3, `step-${step}`, plain(`${step}. ${title}`)),
    paragraph(
      status(state, `${stateWords[state]}${beside}`),
      ...(since === null ? [] : [plain(', since '), time(minute(since))]),
      ...(reasons.length === 0 ? [plain('. '), said(sentence)] : [plain('.')]),
    ),
    ...(reasons.length === 0
      ? []
      : [
          {
            kind: 'list',
            items: reasons.map((reason): Text => [status(reason.state, stateWords[reason.state]), plain(': '), said(reason.sentence)]),
          } as const,
        ]),
    ...(numbers.length === 0 ? [] : [remark(numbers.map(numberText).join(' · '))]),
  ];
}

function numberText({ key, value, of }: KeptStep['numbers'][number]): string {
  const [one, more] = numberWords[key] ?? [key, key];
  return `${of === null ? value : `${value} of ${of}`} ${value === 1 ? one : more}`;
}

function ownBlocks({ ownSteps }: AuditContent): readonly Block[] {
  if (ownSteps.length === 0) return [];
  return [
    heading(2, 'own-steps', plain('The provider’s own steps')),
    remark('Judged by a person, not computed. They do not count among the twelve.'),
    ...ownSteps.flatMap(({ id, title, good, judge, state, sentence, now }): Block[] => [
      heading(3, `own-${id}`, quoted(title)),
      paragraph(
        status(state, stateWords[state]),
        plain(now ? ', judged in this audit. ' : ', not judged in this audit. '),
        quoted(sentence),
      ),
      paragraph(strong('Good means: '), quoted(good), plain(' To be judged by '), quoted(judge), plain('.')),
    ]),
  ];
}
