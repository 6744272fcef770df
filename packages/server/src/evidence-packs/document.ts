/** The answers of an evidence pack as a document: clause by clause what is asked, what the records answer, and where they stand in the pack. */
import type { AnswerState, ClauseAnswer } from '@fettle/core/evidence-packs';
import type { Framework } from '@fettle/core/frameworks';
import { pieces } from '../evidence/index.ts';
import type { Block, Document, Text } from '../evidence/index.ts';
import type { Population } from './populations.ts';
import type { Period } from './types.ts';

const { clockOf, code, count, heading, muted, paragraph, plain, quoted, remark, status, time } = pieces;

export type Answers = {
  readonly format: 'fettle-evidence-answers/1';
  readonly provider: string;
  readonly client: { readonly id: string; readonly name: string; readonly zone: string };
  readonly framework: Pick<Framework, 'id' | 'title' | 'version' | 'scopeText'>;
  readonly period: Period;
  /** False: the client is not held to this framework when the records were read. */
  readonly held: boolean;
  readonly answers: readonly ClauseAnswer[];
  readonly sampleWords: string;
  readonly samples: readonly { readonly folder: string; readonly deploymentId: string; readonly title: string; readonly at: string }[];
};

const tones = { shown: 'good', gaps: 'attention', 'not-shown': 'unknown' } as const satisfies Record<AnswerState, string>;
const words: Readonly<Record<AnswerState, string>> = {
  shown: 'the records show it',
  gaps: 'the records show gaps',
  'not-shown': 'no records',
};

export function composeAnswers(given: Answers, populations: readonly Population[]): Document {
  const { client, framework, period, provider } = given;
  const clock = clockOf(client.zone);
  return {
    language: 'en',
    kind: 'Evidence pack',
    title: `Evidence for ${framework.title}`,
    lead: [quoted(client.name), plain(' · by '), quoted(provider)],
    author: provider,
    foot: `${framework.title}, ${period.from.slice(0, 10)} to ${period.until.slice(0, 10)}, made ${clock.minute(period.asOf)}`,
    asOf: period.asOf,
    blocks: [
      {
        kind: 'facts',
        rows: [
          { label: 'Period', value: [time(clock.minute(period.from)), plain(' until '), time(clock.minute(period.until))] },
          { label: 'Records read', value: [time(clock.minute(period.asOf))] },
          { label: 'Framework', value: [plain(`${framework.title}, version ${framework.version}`)] },
          { label: 'Scope', value: [plain(framework.scopeText)] },
        ],
      },
      ...(given.held
        ? []
        : [
            paragraph(
              status(
                'attention',
                'The client was not held to this framework when the records were read: only deadlines that it set while it was are counted.',
              ),
            ),
          ]),
      remark('Clauses are told in words of our own. Where a clause is marked, they were not yet checked against its text.'),
      heading(2, 'answers', plain('Clause by clause')),
      {
        kind: 'table',
        caption: count(given.answers.length, 'clause'),
        columns: [
          { title: 'Clause', width: 2 },
          { title: 'Asks for', width: 4 },
          { title: 'Answer', width: 5 },
          { title: 'In the pack', width: 3 },
        ],
        rows: given.answers.map(answerRow),
      },
      ...populationBlocks(populations),
      ...sampleBlocks(given, clock),
    ],
  };
}

function answerRow({ clause, asks, confirmed, state, sentence, files }: ClauseAnswer): readonly Text[] {
  return [
    [plain(clause), ...(confirmed ? [] : [muted(' (not yet checked)')])],
    [plain(asks)],
    [status(tones[state], words[state]), plain('. '), plain(sentence)],
    files.length === 0 ? [muted('–')] : files.flatMap((file, index) => [...(index === 0 ? [] : [plain(', ')]), code(file)]),
  ];
}

function populationBlocks(populations: readonly Population[]): readonly Block[] {
  return [
    heading(2, 'populations', plain('Population lists')),
    {
      kind: 'table',
      caption: 'Whole, and not samples',
      columns: [
        { title: 'File', width: 3 },
        { title: 'Rows', width: 1, align: 'end' },
        { title: 'What', width: 5 },
      ],
      rows: populations.map(({ path, count: rows, what }): readonly Text[] => [[code(path)], [plain(String(rows))], [plain(what)]]),
    },
  ];
}

function sampleBlocks({ samples, sampleWords }: Answers, clock: ReturnType<typeof clockOf>): readonly Block[] {
  return [
    heading(2, 'samples', plain('Samples, end to end')),
    paragraph(plain(sampleWords)),
    ...(samples.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            caption:
              'Each has what was planned, who approved, the test, the course, each device with its scan afterwards, and its entries of the audit trail',
            columns: [
              { title: 'Folder', width: 2 },
              { title: 'Deployment', width: 4 },
              { title: 'Proposed', width: 0 },
            ],
            rows: samples.map(({ folder, title, at }): readonly Text[] => [[code(folder)], [quoted(title)], [time(clock.minute(at))]]),
          },
        ]),
  ];
}
