/** Reads who runs on whom, who depends on whom and who is a member of which cluster from a file: CSV with a line of titles (RFC 4180). */
import { csvTable } from '../csv/index.ts';
import type { RelationProblem } from './plan.ts';

export const relationKinds = ['runs on', 'depends on', 'member of'] as const;
export type Relation = (typeof relationKinds)[number];

/** `other`: a device, or a cluster. `most`: of the cluster, at once; null: not said. */
export type RelationRow = {
  readonly line: number;
  readonly device: string;
  readonly relation: Relation;
  readonly other: string;
  readonly most: number | null;
  readonly remove: boolean;
};

/** The titles that are understood, whatever their case and order; the first three must be there. */
export const relationTitles = ['device', 'relation', 'other', 'most', 'do'] as const;
type Title = (typeof relationTitles)[number];

export function readRelations(text: string): { readonly rows: readonly RelationRow[]; readonly problems: readonly RelationProblem[] } {
  const table = csvTable(text, relationTitles, 3);
  const rows: RelationRow[] = [];
  const problems: RelationProblem[] = [...table.problems];
  for (const { line, of } of table.rows) {
    const read = readRow(line, of);
    if (typeof read === 'string') problems.push({ line, message: read });
    else rows.push(read);
  }
  return { rows, problems };
}

function readRow(line: number, of: (title: Title) => string): RelationRow | string {
  const [device, said, other, most, wish] = [of('device'), of('relation').toLowerCase(), of('other'), of('most'), of('do').toLowerCase()];
  if (device === '') return 'It names no device.';
  const relation = relationKinds.find((kind) => kind === said);
  if (relation === undefined) return `“${of('relation')}” is no relation; write ${relationKinds.join(', ')}.`;
  if (other === '') return `It does not say ${relation === 'member of' ? 'of which cluster' : 'which device'}.`;
  if (relation === 'member of' && other.length > 100) return 'The name of a cluster has at most 100 characters.';
  if (most !== '' && relation !== 'member of') return 'Only a cluster has a number at once.';
  if (most !== '' && !/^[1-9]\d{0,2}$/.test(most)) return `“${most}” is no number at once; write a whole number from 1 to 999.`;
  if (wish !== '' && wish !== 'add' && wish !== 'remove') return `“${wish}” is neither add nor remove.`;
  return { line, device, relation, other, most: most === '' ? null : Number(most), remove: wish === 'remove' };
}
