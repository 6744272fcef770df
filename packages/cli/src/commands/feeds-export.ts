import { resolve } from 'node:path';
import { feedOf, feeds } from '@fettle/feeds';
import { formatFingerprint } from '@fettle/proof/fingerprint';
import { bundleTable, feedsOfBundle } from '../bundle/bundle-text.ts';
import { writeBundle } from '../bundle/write-bundle.ts';
import { timestamp } from '../io.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { progressOn } from '../output/progress.ts';
import { blocks, count, screenOf, sentence } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle feeds export`: the files of feeds as one signed bundle, for a site without internet. */
export function addFeedsExport(group: Group, { io, finish }: Session): void {
  offline(group, 'export', 'the files of feeds as one signed bundle, for a site without internet')
    .requiredOption('--from <folder>', 'folder of feeds: feeds below FETTLE_DATA, or one of the same layout')
    .requiredOption('--out <file>', 'the bundle, a tar')
    .requiredOption('--key <file>', 'key file of the person who answers for it')
    .option('--feed <id...>', 'these feeds only')
    .action((options) => {
      const wanted = options.feed?.map((id) => {
        const feed = feedOf(id);
        if (feed === null) throw usage(`There is no feed ${JSON.stringify(id)}.`, `Known are: ${feeds.map((one) => one.id).join(', ')}.`);
        return feed;
      });
      const key = readSigningKey(io.folder, options.key);
      const progress = progressOn(io, options);
      const { file, manifest, passedOver } = writeBundle({
        from: resolve(io.folder, options.from),
        out: resolve(io.folder, options.out),
        key,
        wanted: wanted === undefined ? null : [...new Set(wanted)],
        madeAt: timestamp(io),
        say: progress.say,
      });
      progress.end();
      const screen = screenOf(io);
      const rows = feedsOfBundle(manifest, io.now());
      const left = passedOver.map(({ path, why }) => `${path} (${why})`);
      const text = blocks(
        `${file}\n${bundleTable(screen, rows)}`,
        left.length === 0 ? null : sentence(screen, `Left out: ${count(left.length, 'path')}, among them ${left.slice(0, 5).join(', ')}.`),
        `Signed with the key ${formatFingerprint(key.keyid)}. It is taken in with:\n  fettle feeds import FILE --into FOLDER --trust ${key.keyid}`,
      );
      finish(options, { json: { file, keyid: key.keyid, madeAt: manifest.madeAt, feeds: rows, files: manifest.files, passedOver }, text });
    });
}
