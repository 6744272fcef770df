/** A page of NVD's API 2.0, or one CVE of it, as JSON. */
import { wholeJson } from '../content/index.ts';
import { objectOf } from '../fields/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile, FeedRecord } from '../types.ts';
import { nvdRecords } from './record.ts';

/** A page holds at most 2,000 CVEs, about 12 MB. */
const greatestPage = 128 * 1024 * 1024;

/** Reads `{ vulnerabilities: [{ cve }] }`, `{ cve }` or a CVE itself. */
export async function* readNvd(file: FeedFile): AsyncGenerator<FeedRecord> {
  const page = objectOf(await wholeJson(file.bytes, greatestPage));
  const items = page?.['vulnerabilities'];
  if (Array.isArray(items)) {
    for (const [index, item] of items.entries()) yield* nvdRecords(item, `vulnerabilities[${index}]`);
    return;
  }
  if (page === null || !('cve' in page || ('id' in page && 'vulnStatus' in page)))
    throw new UnreadableFile('The JSON is neither a page of the NVD nor one of its CVEs.');
  yield* nvdRecords(page, file.path);
}
