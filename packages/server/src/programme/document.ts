/** The programme document as a document: what HTML and PDF lay out alike. */
import { partWords, pillarWords, programmeGaps } from '@fettle/core/programme';
import type { Programme, ProgrammePart, ProgrammeSection, ProgrammeTable } from '@fettle/core/programme';
import { pieces } from '../evidence/index.ts';
import type { Block, Document, Text } from '../evidence/index.ts';
import type { StoredProgramme } from './store.ts';

const { clockOf, code, count, heading, muted, names, paragraph, plain, quoted, remark, said, status, strong, time } = pieces;

/** `today`: the day by which overdue reviews are told. */
export function composeProgramme({ version, made_at: madeAt, made_by: madeBy, digest, content }: StoredProgramme, today: string): Document {
  const clock = clockOf(content.client.zone);
  return {
    language: 'en',
    kind: 'Programme document',
    title: 'Patch management programme',
    lead: [quoted(content.client.name), plain(' · by '), quoted(content.provider)],
    author: content.provider,
    foot: `Version ${version}, ${clock.minute(madeAt)}, SHA-256 ${digest.slice(0, 16)}…`,
    asOf: madeAt,
    blocks: [
      ...gapBlocks(content, today),
      {
        kind: 'facts',
        rows: [
          { label: 'Version', value: [plain(String(version))] },
          { label: 'Made', value: [time(clock.minute(madeAt)), plain(', by '), quoted(madeBy)] },
          { label: 'SHA-256', value: [code(digest)] },
          {
            label: 'To verify',
            value: [
              plain('The audit trail of the client holds this digest ('),
              code('programme.made'),
              plain('), bound by its checkpoints; the attached or exported content gives it again.'),
            ],
          },
        ],
      },
      ...content.sections.flatMap((section, index) => sectionBlocks(section, index)),
    ],
  };
}

function gapBlocks(content: Programme, today: string): readonly Block[] {
  const { parts, missing, overdue } = programmeGaps(
    content.sections.flatMap((section) => section.parts),
    today,
  );
  if (missing.length === 0 && overdue.length === 0)
    return [paragraph(status('good', `All ${parts} parts that only people know are written, and none is overdue for review.`))];
  const list = (ids: typeof missing): Text => names(ids.map((part) => partWords[part].title));
  return [
    ...(missing.length === 0
      ? []
      : [
          paragraph(
            status(
              'attention',
              `${missing.length} of ${count(parts, 'part')} that only people know ${missing.length === 1 ? 'is' : 'are'} not written:`,
            ),
            plain(' '),
            ...list(missing),
          ),
        ]),
    ...(overdue.length === 0 ? [] : [paragraph(status('attention', `Overdue for review: `), ...list(overdue))]),
  ];
}

function sectionBlocks({ pillar, facts, tables, parts }: ProgrammeSection, index: number): readonly Block[] {
  const { title, about } = pillarWords[pillar];
  return [
    heading(2, pillar, plain(`${index + 1}. ${title}`)),
    remark(about),
    ...parts.flatMap(partBlocks),
    ...(facts.length === 0 ? [] : [{ kind: 'facts', rows: facts.map(({ label, value }) => ({ label, value: [said(value)] })) } as const]),
    ...tables.flatMap(tableBlocks),
  ];
}

function partBlocks({ part, text, owner, reviewAt }: ProgrammePart): readonly Block[] {
  const { title, asks } = partWords[part];
  const head = heading(3, `part-${part}`, plain(title));
  if (text === null) return [head, paragraph(status('attention', 'Nobody has written this yet.'), plain(` ${asks}`))];
  return [
    head,
    ...text.split(/\n{2,}/).map((lines) => paragraph(quoted(lines))),
    remark(`Owner: ${owner ?? 'nobody'}. To be reviewed by ${reviewAt ?? 'no day'}.`),
  ];
}

function tableBlocks({ title, columns, rows, more, empty }: ProgrammeTable): readonly Block[] {
  if (rows.length === 0) return [paragraph(strong(`${title}: `), muted(empty))];
  return [
    {
      kind: 'table',
      caption: title,
      columns: columns.map((column, index) => ({ title: column, width: index === 0 ? 3 : 2 })),
      rows: rows.map(({ cells }) => columns.map((_, index) => cellText(cells[index] ?? ''))),
    },
    ...(more === 0 ? [] : [remark(`And ${more} more, which this document has no room for.`)]),
  ];
}

function cellText(text: string): Text {
  return text === '' ? [muted('–')] : [quoted(text)];
}
