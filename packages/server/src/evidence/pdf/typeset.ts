/** From a document to the bytes of a PDF. Blocks for as long as it takes and keeps hundreds of megabytes: only for a process that ends. */
import { join } from 'node:path';
import type { Document } from '../document/types.ts';
import { openCompiler } from './addon.ts';
import type { Compiler } from './addon.ts';
import { prepareDocument } from './prepare.ts';
import { probeCharacters } from './probe.ts';
import { undrawableIn } from './undrawable.ts';

const folder = import.meta.dirname;
/** PDF/A-3a: for archives, tagged for readers, with the data attached. The second is what older typesetters know. */
const standards = ['a-3a', 'a-3b'] as const;
/** The probe finds nearly all of it; what depends on the words around is found here. */
const mostRounds = 6;

/** `data` is attached as it is. The same document and data give the same bytes, with the same fonts on the machine. */
export function typeset(document: Document, data: string): Uint8Array {
  const compiler = openCompiler(folder);
  compiler.mapShadow(join(folder, 'report.json'), Buffer.from(data));
  const undrawable = new Set(probeCharacters(compiler, folder, JSON.stringify(prepareDocument(document, new Set()))));
  for (let round = 1; ; round += 1) {
    compiler.mapShadow(join(folder, 'document.json'), Buffer.from(JSON.stringify(prepareDocument(document, undrawable))));
    const made = exportPdf(compiler, document);
    if (made instanceof Uint8Array) return made;
    const more = undrawableIn(made).filter((character) => !undrawable.has(character));
    if (more.length === 0 || round === mostRounds) throw new Error(`The document can not be typeset: ${made.slice(0, 2000)}`);
    for (const character of more) undrawable.add(character);
  }
}

/** The bytes, or what the typesetter complains of. */
function exportPdf(compiler: Compiler, document: Document): Uint8Array | string {
  const compiled = compiler.compile({ mainFilePath: join(folder, 'document.typ') });
  if (compiled.result === null || compiled.result === undefined) {
    const diagnostics = compiled.takeDiagnostics();
    throw new Error(
      `The layout has a fault: ${JSON.stringify(diagnostics === null ? null : compiler.fetchDiagnostics(diagnostics)).slice(0, 2000)}`,
    );
  }
  const creationTimestamp = Math.floor(Temporal.Instant.from(document.asOf).epochMilliseconds / 1000);
  let complaint = '';
  for (const pdfStandard of standards) {
    try {
      return compiler.pdf(compiled.result, { pdfStandard, creationTimestamp });
    } catch (error) {
      const said =
        error instanceof Error ? `${error.message} ${'code' in error && typeof error.code === 'string' ? error.code : ''}` : String(error);
      if (undrawableIn(said).length > 0) return said;
      complaint = complaint === '' ? said : complaint;
    }
  }
  return complaint;
}
