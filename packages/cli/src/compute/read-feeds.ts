/** Reads feeds from files and folders, without a server: what a file is, its feed knows by the file's name and content. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { feedFile, feedOfPath, pathsBelowNow, UnreadableFile } from '@fettle/feeds';
import type { FeedRecord } from '@fettle/feeds';
import { refuseHalf } from '../bundle/import-note.ts';
import { Refused } from '../refused.ts';

/** Every record of every file below these paths. A file that no feed takes is passed over in a folder, and refused where it was named itself. */
export async function* readFeeds(paths: readonly string[]): AsyncGenerator<FeedRecord> {
  for (const path of paths) {
    const found = filesBelow(path);
    let taken = 0;
    for (const file of found) {
      const feed = feedOfPath(file);
      if (feed === null) continue;
      taken += 1;
      try {
        yield* feed.parse(feedFile(file, file));
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        throw unusable(file, error.message);
      }
    }
    if (taken === 0) throw unusable(path, found.length === 0 ? 'it holds no file' : 'no feed has files like it');
  }
}

function filesBelow(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    refuseHalf(path);
    return pathsBelowNow(path).map((one) => join(path, one));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw unusable(path, error instanceof Error ? error.message : String(error));
  }
}

function unusable(path: string, why: string): Refused {
  return new Refused({
    code: 'cli.file',
    title: 'A file is not as it must be',
    detail: `${path} can not be read as a feed: ${why}`,
    remedy: 'Name the file as its publisher gives it, or a folder of such files.',
  });
}
