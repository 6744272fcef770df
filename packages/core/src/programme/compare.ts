/** What changed from one version of a programme document to the next: rows by their keys, facts by their labels, parts by their names. */
import type { Difference, PillarId, Programme, ProgrammeRow, ProgrammeSection, ProgrammeTable } from './types.ts';
import { pillars } from './types.ts';
import { partWords } from './words.ts';

/** In the order of the document. Two documents of the same records have none. */
export function compareProgrammes(before: Programme, after: Programme): readonly Difference[] {
  return pillars.flatMap((pillar) => {
    const [old, now] = [sectionOf(before, pillar), sectionOf(after, pillar)];
    return [...factsChanged(pillar, old, now), ...tablesChanged(pillar, old, now), ...partsChanged(pillar, old, now)];
  });
}

function sectionOf({ sections }: Programme, pillar: PillarId): ProgrammeSection {
  return sections.find((one) => one.pillar === pillar) ?? { pillar, facts: [], tables: [], parts: [] };
}

function factsChanged(pillar: PillarId, before: ProgrammeSection, after: ProgrammeSection): readonly Difference[] {
  const [old, now] = [
    new Map(before.facts.map(({ label, value }) => [label, value])),
    new Map(after.facts.map(({ label, value }) => [label, value])),
  ];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((label) =>
    difference({ pillar, place: label, what: '' }, old.get(label) ?? null, now.get(label) ?? null),
  );
}

function partsChanged(pillar: PillarId, before: ProgrammeSection, after: ProgrammeSection): readonly Difference[] {
  return after.parts.flatMap((part) => {
    const old = before.parts.find((one) => one.part === part.part) ?? null;
    const words = (one: typeof old) =>
      one === null || one.text === null ? null : `${one.text} (owner ${one.owner ?? 'nobody'}, review ${one.reviewAt ?? 'never'})`;
    return difference({ pillar, place: partWords[part.part].title, what: '' }, words(old), words(part));
  });
}

function tablesChanged(pillar: PillarId, before: ProgrammeSection, after: ProgrammeSection): readonly Difference[] {
  const ids = [...new Set([...after.tables, ...before.tables].map(({ id }) => id))];
  return ids.flatMap((id) => {
    const [old, now] = [before.tables.find((one) => one.id === id), after.tables.find((one) => one.id === id)];
    const [oldRows, rows] = [byKey(old), byKey(now)];
    const place = now?.title ?? old?.title ?? id;
    return [...new Set([...rows.keys(), ...oldRows.keys()])].flatMap((key) => {
      const [from, to] = [oldRows.get(key), rows.get(key)];
      const what = to?.cells[0] ?? from?.cells[0] ?? '';
      if (from === undefined || to === undefined || old === undefined || now === undefined)
        return difference({ pillar, place, what }, rowWords(from), rowWords(to));
      return difference({ pillar, place, what }, ...cellsChanged(old, from, now, to));
    });
  });
}

/** Only the cells that are others, each with the title of its column. */
function cellsChanged(old: ProgrammeTable, from: ProgrammeRow, now: ProgrammeTable, to: ProgrammeRow): [string, string] {
  const was = (column: string) => from.cells[old.columns.indexOf(column)] ?? '';
  const is = (column: string) => to.cells[now.columns.indexOf(column)] ?? '';
  const changed = [...new Set([...now.columns, ...old.columns])].filter((column) => was(column) !== is(column));
  const words = (cell: (column: string) => string) => changed.map((column) => `${column}: ${cell(column) || 'none'}`).join('; ');
  return [words(was), words(is)];
}

function byKey(table: ProgrammeTable | undefined): ReadonlyMap<string, ProgrammeRow> {
  return new Map(table?.rows.map((row) => [row.key, row]));
}

function rowWords(row: ProgrammeRow | undefined): string | null {
  return row === undefined
    ? null
    : row.cells
        .slice(1)
        .filter((cell) => cell !== '')
        .join(' · ');
}

function difference(where: Pick<Difference, 'pillar' | 'place' | 'what'>, from: string | null, to: string | null): readonly Difference[] {
  if (from === to) return [];
  return [{ ...where, kind: from === null ? 'added' : to === null ? 'removed' : 'changed', from, to }];
}
