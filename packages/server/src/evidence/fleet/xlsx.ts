/**
 * A sheet as an XLSX workbook (ECMA-376, Office Open XML: the parts that a workbook must have). Cells are text, never formulas; instants are numbers with a date's format, in UTC, so that a
 * spreadsheet sorts them. The same rows give the same bytes.
 */
import { zipOf } from '../../platform/zip.ts';
import type { ZippedFile } from '../../platform/zip.ts';

export type SheetCell = { readonly text: string } | { readonly at: string } | null;
export type Sheet = {
  /** Without what sheet names may not have. */
  readonly name: string;
  readonly columns: readonly { readonly title: string; readonly width: number }[];
  readonly rows: readonly (readonly SheetCell[])[];
};

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** 30 December 1899, from which spreadsheets count days. */
const dayZero = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;
/** A cell holds no more (Excel, "specifications and limits"). */
const mostCharacters = 32_767;

export async function xlsxOf(sheet: Sheet): Promise<Buffer> {
  const files: ZippedFile[] = [];
  const add = (path: string, text: string): number => files.push({ path, body: head + text });
  add(
    '[Content_Types].xml',
    `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`,
  );
  add(
    '_rels/.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(sheet.name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  );
  // Styles: 0 plain, 1 a time, 2 a heading.
  add(
    'xl/styles.xml',
    `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
  );
  add('xl/worksheets/sheet1.xml', sheetXml(sheet));
  return zipOf(files);
}

function sheetXml({ columns, rows }: Sheet): string {
  const last = letters(columns.length);
  const widths = columns
    .map(({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  const titles = columns.map(({ title }, index) => textCell(`${letters(index + 1)}1`, title, 2)).join('');
  const lines = rows.map(
    (cells, at) => `<row r="${at + 2}">${cells.map((cell, index) => cellXml(`${letters(index + 1)}${at + 2}`, cell)).join('')}</row>`,
  );
  return `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData><row r="1">${titles}</row>${lines.join('')}</sheetData><autoFilter ref="A1:${last}${rows.length + 1}"/></worksheet>`;
}

function cellXml(place: string, cell: SheetCell): string {
  if (cell === null) return '';
  if ('text' in cell) return textCell(place, cell.text, 0);
  const days = (Temporal.Instant.from(cell.at).epochMilliseconds - dayZero) / dayMs;
  return `<c r="${place}" s="1"><v>${days}</v></c>`;
}

function textCell(place: string, text: string, style: 0 | 2): string {
  const cut = Array.from(text.toWellFormed()).slice(0, mostCharacters).join('');
  return `<c r="${place}" t="inlineStr"${style === 0 ? '' : ` s="${style}"`}><is><t xml:space="preserve">${escaped(cut)}</t></is></c>`;
}

/** For XML 1.0, without the characters that it can not hold. */
function escaped(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- those are meant
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** The letters of a column, from 1. */
function letters(number: number): string {
  const rest = (number - 1) % 26;
  const before = Math.floor((number - 1) / 26);
  return `${before === 0 ? '' : letters(before)}${String.fromCodePoint(65 + rest)}`;
}
