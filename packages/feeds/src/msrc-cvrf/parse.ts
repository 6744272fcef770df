/** One monthly document as records. */
import { parseJson } from '../content/index.ts';
import { cveIdOf, instantOf, textOf, vectorOf } from '../fields/index.ts';
import { textChunks } from '../read/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile, FeedRecord } from '../types.ts';
import { startCollection } from './collect.ts';
import type { CvrfPart, CvrfVulnerability } from './document.ts';
import { readJson } from './json.ts';
import { readXml } from './xml.ts';

/** The greatest document so far has some 30 megabytes. */
const greatestDocument = 256 * 1024 * 1024;

/** Reads a document in either form, packed or not: first what it says of each CVE, at its end the updates. Throws `UnreadableFile`. */
export async function* parseCvrf(file: FeedFile): AsyncGenerator<FeedRecord> {
  const collection = startCollection();
  const productNames = new Map<string, string>();
  let document: string | null = null;
  let released: string | null = null;
  for await (const part of partsOf(file)) {
    if (part.type === 'document') document ??= textOf(part.id);
    else if (part.type === 'released') released = part.at;
    else if (part.type === 'product') {
      if (part.id !== '' && part.name !== '') productNames.set(part.id, part.name);
    } else {
      yield* vulnerabilityRecords(part);
      collection.add(part);
    }
  }
  if (document === null) throw new UnreadableFile('The document does not say which one it is.');
  const { updates, problems } = collection.finish(document, released, productNames);
  for (const problem of problems) yield { type: 'problem', problem };
  for (const update of updates) yield { type: 'windows-update', update };
}

async function* partsOf(file: FeedFile): AsyncGenerator<CvrfPart> {
  const chunks = textChunks(file.bytes, greatestDocument);
  for await (const chunk of chunks) {
    const start = chunk.replace(/^[\s\uFEFF]+/, '');
    if (start === '') continue;
    if (start.startsWith('<')) yield* readXml(start, chunks);
    else if (start.startsWith('{')) yield* readJson(parseJson(start + (await Array.fromAsync(chunks)).join('')));
    else throw new UnreadableFile('The file is neither XML nor JSON.');
    return;
  }
  throw new UnreadableFile('The file is empty.');
}

function* vulnerabilityRecords(vulnerability: CvrfVulnerability): Generator<FeedRecord> {
  const { id, ordinal } = vulnerability;
  const cve = cveIdOf(id);
  // Microsoft's own advisories (ADV…) stand beside the CVEs; they have no facts of a CVE.
  if (cve === null && /^ADV\d+$/.test(id)) return;
  if (cve === null) {
    const why = id === '' ? 'It names no vulnerability.' : `"${id.slice(0, 100)}" is no CVE id.`;
    yield { type: 'problem', problem: { where: `Vulnerability ${ordinal}`, why } };
    return;
  }
  const published = vulnerability.revisions.map(instantOf).reduce(earlier, null);
  const vectors = new Set(vulnerability.vectors.map(vectorOf).filter((vector) => vector !== null));
  yield {
    type: 'cve',
    cve: { id: cve, published, cvss: [...vectors].map((vector) => ({ vector, source: 'Microsoft' })) },
  };
}

/** Of two times the earlier one; the year 1 is how the publisher writes "none". */
function earlier(found: string | null, time: string | null): string | null {
  if (time === null || time.startsWith('0001-')) return found;
  return found === null || time < found ? time : found;
}
