import { listOf, objectOf, textOf } from '../fields/index.ts';
import { parseJson } from '../content/index.ts';
import type { Feed, FeedAddress } from '../types.ts';
import { parseCvrf } from './parse.ts';

/** Names of documents, e.g. `2026-Mar` or, once, `2017-May-B`. */
const documentName = /^\d{4}-[A-Z][a-z]{2}(?:-[A-Z])?$/;

export const msrcCvrf: Feed = {
  id: 'msrc-cvrf',
  displayName: 'Microsoft Security Update Guide',
  docs: [
    'https://github.com/microsoft/MSRC-Microsoft-Security-Updates-API',
    'https://msrc.microsoft.com/update-guide',
    'https://www.icasi.org/cvrf-v1-1/',
  ],
  attribution:
    'Microsoft Security Response Center, Security Update Guide (CVRF). © Microsoft; for use under the terms of the Microsoft API.',
  base: 'https://api.msrc.microsoft.com/cvrf/v3.0',
  everyHours: 12,
  lateAfterHours: 48,
  whole: true,
  sameId: 'merge',
  parts: null,
  addresses: () => [{ path: 'updates', index: documentsOf }],
  accepts: (path) => {
    const name = path
      .slice(path.lastIndexOf('/') + 1)
      .replace(/\.gz$/, '')
      .replace(/\.(?:xml|json)$/, '');
    return documentName.test(name);
  },
  parse: parseCvrf,
};

/**
 * The list of documents (OData, `value[].ID`); names of another form are passed over: they may not lead elsewhere. Throws `UnreadableFile`.
 */
function documentsOf(text: string): readonly FeedAddress[] {
  const ids = listOf(objectOf(parseJson(text))?.['value']).map((entry) => textOf(objectOf(entry)?.['ID']) ?? '');
  return [...new Set(ids)].filter((id) => documentName.test(id)).map((id) => ({ path: `cvrf/${id}`, index: null }));
}
