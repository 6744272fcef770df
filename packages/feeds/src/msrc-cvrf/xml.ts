/**
 * The XML form, read as a stream: documents have tens of megabytes, of which little matters. Elements are told by their local names: the
 * prefixes are the publisher's choice (CVRF 1.1, namespaces prod, vuln and cvrf of http://www.icasi.org/CVRF/schema/). No entity but XML's
 * own five is resolved, and no document type is followed.
 */
import { SaxesParser } from 'saxes';
import type { SaxesTagPlain } from 'saxes';
import { UnreadableFile } from '../types.ts';
import type { CvrfPart, CvrfRemediation } from './document.ts';

type Attributes = Readonly<Record<string, string>>;
type Draft = { id: string; ordinal: number; vectors: string[]; revisions: string[]; remediations: CvrfRemediation[] };

/** A single text of any use is short; release notes are not, and are not kept. */
const greatestText = 4_096;

/** Gives the parts in the document's order. Throws `UnreadableFile` where the text is no XML, no CVRF, or cut short. */
export async function* readXml(start: string, rest: AsyncIterable<string>): AsyncGenerator<CvrfPart> {
  const parts: CvrfPart[] = [];
  const reader = startReader((part) => parts.push(part));
  reader.write(start);
  yield* parts.splice(0);
  for await (const chunk of rest) {
    reader.write(chunk);
    yield* parts.splice(0);
  }
  reader.end();
  yield* parts.splice(0);
}

function startReader(give: (part: CvrfPart) => void): { readonly write: (text: string) => void; readonly end: () => void } {
  const path: { readonly name: string; readonly attributes: Attributes }[] = [];
  const context: Context = { vulnerability: null, remediation: null };
  let ordinal = 0;
  let text = '';
  const parser = new SaxesParser();
  parser.on('opentag', (tag: SaxesTagPlain) => {
    const name = localName(tag.name);
    if (path.length === 0 && name !== 'cvrfdoc')
      throw new UnreadableFile(`The XML is no CVRF document: it begins with "${name.slice(0, 100)}".`);
    path.push({ name, attributes: tag.attributes });
    text = '';
    if (name === 'Vulnerability') context.vulnerability = { id: '', ordinal: (ordinal += 1), vectors: [], revisions: [], remediations: [] };
    if (name === 'Remediation') context.remediation = new Map([['Type', [tag.attributes['Type'] ?? '']]]);
  });
  const addText = (more: string): void => {
    if (text.length < greatestText) text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = path.pop();
    if (element !== undefined) close(element, path.at(-1)?.name ?? '', text.trim(), context, give);
    text = '';
  });
  parser.on('error', (error) => {
    throw new UnreadableFile(`The file is no XML: ${error.message.slice(0, 200)}`);
  });
  return { write: (chunk) => void parser.write(chunk), end: () => void parser.close() };
}

type Context = { vulnerability: Draft | null; remediation: Map<string, string[]> | null };

function close(
  { name, attributes }: { readonly name: string; readonly attributes: Attributes },
  parent: string,
  text: string,
  context: Context,
  give: (part: CvrfPart) => void,
): void {
  const { vulnerability, remediation } = context;
  if (name === 'Vulnerability' && vulnerability !== null) {
    give({ type: 'vulnerability', ...vulnerability });
    context.vulnerability = null;
  } else if (name === 'Remediation' && remediation !== null) {
    vulnerability?.remediations.push(remediationOf(remediation));
    context.remediation = null;
  } else if (parent === 'Remediation' && remediation !== null) remediation.set(name, [...(remediation.get(name) ?? []), text]);
  else if (vulnerability === null) closeInHead(name, parent, attributes, text, give);
  else if (parent === 'Vulnerability' && name === 'CVE') vulnerability.id = text;
  else if (parent === 'ScoreSet' && name === 'Vector') vulnerability.vectors.push(text);
  else if (parent === 'Revision' && name === 'Date') vulnerability.revisions.push(text);
}

function closeInHead(name: string, parent: string, attributes: Attributes, text: string, give: (part: CvrfPart) => void): void {
  if (parent === 'Identification' && name === 'ID') give({ type: 'document', id: text });
  if (parent === 'DocumentTracking' && name === 'InitialReleaseDate') give({ type: 'released', at: text });
  if (name === 'FullProductName') give({ type: 'product', id: attributes['ProductID'] ?? '', name: text });
}

function remediationOf(fields: ReadonlyMap<string, readonly string[]>): CvrfRemediation {
  const first = (name: string): string => fields.get(name)?.[0] ?? '';
  return {
    type: first('Type'),
    description: first('Description'),
    subType: first('SubType'),
    fixedBuild: first('FixedBuild'),
    supercedence: first('Supercedence'),
    restartRequired: first('RestartRequired'),
    url: first('URL'),
    productIds: fields.get('ProductID') ?? [],
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
