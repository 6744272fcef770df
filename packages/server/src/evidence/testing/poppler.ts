/** Reads PDFs back with Debian's poppler-utils. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type PdfRead = { readonly text: string; readonly info: string; readonly attached: string; readonly fonts: string };

/** Text, properties, fonts, and the one attached file. */
export function readPdf(bytes: Uint8Array): PdfRead {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-pdf-'));
  const [pdf, attached] = [join(folder, 'report.pdf'), join(folder, 'attached')];
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
  try {
    writeFileSync(pdf, bytes);
    run('pdfdetach', '-save', '1', '-o', attached, pdf);
    return {
      text: run('pdftotext', pdf, '-'),
      info: run('pdfinfo', pdf),
      fonts: run('pdffonts', pdf),
      attached: readFileSync(attached, 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without the marks of direction that a reader adds, and with lines joined. */
export function bare(text: string): string {
  return text.replace(/[\p{Bidi_Control}]/gu, '').replace(/\s+/g, ' ');
}
