/** `dnf updateinfo info`: one block an advisory (dnf(8), Updateinfo Command; dnf5-advisory(8)). */
import { isTalk, linesOf } from './lines.ts';
import type { Parsed } from './types.ts';

export type AdvisoryInformation = {
  readonly id: string;
  readonly title: string | null;
  /** As written: `security`, `bugfix`, … */
  readonly kind: string | null;
  readonly severity: string | null;
  /** As written, in no named zone: when it was last changed or issued. */
  readonly updated: string | null;
  readonly cves: readonly string[];
  readonly description: string;
};

/** Field and its text; `name` is empty for a line that goes on with the field above it. */
type Line = { readonly name: string; readonly text: string };

const rule = /^={20,}$/;
/** `  Update ID: X`, `Name        : X`, `           : more` and, within dnf 5's references, `  Id          : X`. */
const field = /^\s*([A-Z][A-Za-z]*(?: [A-Za-z]+)?)?\s*: ?(.*)$/;
/** The field with which a block begins: dnf 4's stands below its title between two rules. */
const beginsDnf5 = /^Name\s*: \S/;

/** Reads all blocks. Lines outside of a block, and blocks without an id, are not understood. */
export function parseDnfUpdateinfoInfo(text: string): Parsed<AdvisoryInformation> {
  const rows: AdvisoryInformation[] = [];
  const unread: string[] = [];
  for (const block of blocksOf(linesOf(text), unread)) {
    const row = rowOf(block);
    if (row === null) unread.push(...block.lines);
    else rows.push(row);
  }
  return { rows, unread };
}

type Block = { readonly title: string | null; readonly lines: string[] };

function blocksOf(lines: readonly string[], unread: string[]): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const isTitle = rule.test(line) && rule.test(lines[at + 2] ?? '');
    if (isTitle) {
      blocks.push({ title: lines[at + 1]?.trim() ?? '', lines: [] });
      at += 3;
      continue;
    }
    if (beginsDnf5.test(line)) blocks.push({ title: null, lines: [line] });
    else if (blocks.length > 0) blocks.at(-1)?.lines.push(line);
    else if (!isTalk(line)) unread.push(line);
    at += 1;
  }
  return blocks;
}

function rowOf(block: Block): AdvisoryInformation | null {
  const values = new Map<string, string[]>();
  let name = '';
  for (const line of block.lines) {
    const read = lineOf(line);
    if (read === null) continue;
    name = read.name === '' ? name : read.name.toLowerCase();
    values.set(name, [...(values.get(name) ?? []), read.text]);
  }
  const one = (...names: readonly string[]): string | null => {
    for (const wanted of names) {
      const text = values.get(wanted)?.[0]?.trim() ?? '';
      if (text !== '' && !/^none$/i.test(text)) return text;
    }
    return null;
  };
  const id = one('update id', 'name');
  if (id === null) return null;
  const named = [...(values.get('cves') ?? []), ...(values.get('id') ?? [])].flatMap((text) => text.match(/CVE-\d{4}-\d{4,19}/g) ?? []);
  return {
    id,
    title: block.title ?? one('title'),
    kind: one('type'),
    severity: one('severity'),
    updated: one('updated', 'issued'),
    cves: [...new Set(named)],
    description: (values.get('description') ?? []).join('\n').trim(),
  };
}

function lineOf(line: string): Line | null {
  const found = field.exec(line);
  return found ? { name: found[1] ?? '', text: found[2] ?? '' } : null;
}
