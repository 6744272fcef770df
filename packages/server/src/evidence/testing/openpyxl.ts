/** Reads a workbook with a library that is not ours (openpyxl, of Debian). */
import { spawnSync } from 'node:child_process';

const program = `
import io, json, sys, openpyxl
book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
sheet = book.worksheets[0]
rows = [[None if c.value is None else [c.data_type, c.value.isoformat() if hasattr(c.value, 'isoformat') else str(c.value)] for c in row] for row in sheet.iter_rows()]
print(json.dumps({'name': sheet.title, 'filter': sheet.auto_filter.ref, 'frozen': sheet.freeze_panes, 'rows': rows}))
`;

/** A cell is null, or its type (`s` text, `d` a date, `f` a formula) and its value. */
export type ReadSheet = {
  readonly name: string;
  readonly filter: string;
  readonly frozen: string;
  readonly rows: readonly (readonly ([type: string, value: string] | null)[])[];
};

export function readWorkbook(bytes: Uint8Array): ReadSheet {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', program], { input: bytes, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`openpyxl can not read it: ${stderr.toString('utf8')}`);
  return JSON.parse(stdout.toString('utf8')) as ReadSheet;
}
