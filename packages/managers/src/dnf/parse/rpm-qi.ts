/** `rpm -qi`: one block of `Field : value` lines a package, its description last (rpm's popt aliases, `--info`). */
import { linesOf } from './lines.ts';
import { evrOf, parseEpoch } from './nevra.ts';
import type { Parsed, Rpm } from './types.ts';

export type RpmInformation = Rpm & {
  readonly sourceRpm: string | null;
  readonly vendor: string | null;
  readonly license: string | null;
  /** As written: who signed it, or `(none)`. null: not told. */
  readonly signature: string | null;
  readonly summary: string | null;
};

/** Fields stand in the first twelve columns; a description may hold colons, but not this. */
const field = /^([A-Z][A-Za-z ]{0,11}?) *: ?(.*)$/;
const first = /^Name {8}: (\S+)$/;

/** Reads all blocks. A block without name, version, release or architecture is not understood, and is given back as a whole. */
export function parseRpmQi(text: string): Parsed<RpmInformation> {
  const rows: RpmInformation[] = [];
  const unread: string[] = [];
  let block: string[] | null = null;
  const finish = (): void => {
    const row = block === null ? null : rowOf(block);
    if (row !== null) rows.push(row);
    else if (block !== null) unread.push(...block);
  };
  for (const line of linesOf(text)) {
    if (first.test(line)) {
      finish();
      block = [line];
    } else if (block !== null) block.push(line);
    else if (line !== '') unread.push(line);
  }
  finish();
  return { rows, unread };
}

function rowOf(lines: readonly string[]): RpmInformation | null {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const found = field.exec(line);
    const name = found?.[1] ?? '';
    // The description has no form of its own: what follows is its text.
    if (name === 'Description') break;
    if (found) fields.set(name, found[2]?.trim() ?? '');
  }
  const told = (name: string): string | null => {
    const text = fields.get(name) ?? '';
    return text === '' || text === '(none)' ? null : text;
  };
  const [name, version, release, architecture] = [told('Name'), told('Version'), told('Release'), told('Architecture')];
  const epoch = parseEpoch(fields.get('Epoch') ?? '(none)');
  if (name === null || version === null || release === null || architecture === null || epoch === null) return null;
  return {
    name,
    architecture,
    ...evrOf(epoch, version, release),
    sourceRpm: told('Source RPM'),
    vendor: told('Vendor'),
    license: told('License'),
    signature: fields.get('Signature') ?? null,
    summary: told('Summary'),
  };
}
