/** Alpine's security database: https://secdb.alpinelinux.org. One file a branch and repository, JSON today and YAML before. */
import { canonicalEcosystem } from '@fettle/core/advisories';
import { parse as parseYaml } from 'yaml';
import { limits, wholeText } from '../read/index.ts';
import { UnreadableFile } from '../types.ts';
import type { Feed, FeedFile, FeedRecord } from '../types.ts';
import { readSecdb } from './read-secdb.ts';

export const alpineSecdb: Feed = {
  id: 'alpine-secdb',
  displayName: 'Alpine security database',
  docs: ['https://secdb.alpinelinux.org', 'https://wiki.alpinelinux.org/wiki/Secfixes'],
  attribution: 'Alpine Linux security database (Alpine Linux Security Team), CC BY-SA 4.0.',
  base: 'https://secdb.alpinelinux.org/',
  everyHours: 6,
  lateAfterHours: 48,
  whole: true,
  sameId: 'merge',
  parts: 'branches',
  addresses: (parts) =>
    [...new Set(parts.flatMap(branchesOf))].flatMap((branch) =>
      ['main', 'community'].map((repository) => ({ path: `${branch}/${repository}.json`, index: null })),
    ),
  accepts: (path) => /(?:^|\/)(?:main|community)\.(?:json|ya?ml)$/.test(path),
  parse,
};

function branchesOf(ecosystem: string): readonly string[] {
  const branch = /^Alpine:(v\d+\.\d+|edge)$/.exec(canonicalEcosystem(ecosystem))?.[1];
  return branch === undefined ? [] : [branch];
}

async function* parse(file: FeedFile): AsyncGenerator<FeedRecord> {
  const text = await wholeText(file.bytes, limits.record);
  yield* readSecdb(documentOf(text), file.path);
}

/**
 * Versions such as 1.10 are texts: the failsafe schema of YAML 1.2 (10.1) makes no numbers of them. Half of a YAML document can be one too: at least the
 * line end tells whether its last id is whole. JSON is read as JSON, which is faster.
 */
function documentOf(text: string): unknown {
  const isJson = text.trimStart().startsWith('{');
  if (!isJson && !text.endsWith('\n')) throw new UnreadableFile('The file is cut short: its last line has no end.');
  try {
    return isJson ? JSON.parse(text) : parseYaml(text, { schema: 'failsafe' });
  } catch (error) {
    throw new UnreadableFile(`The file is neither JSON nor YAML: ${error instanceof Error ? error.message.slice(0, 200) : ''}`, {
      cause: error,
    });
  }
}
