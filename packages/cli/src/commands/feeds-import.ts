import { resolve } from 'node:path';
import { parseFingerprint } from '@fettle/proof/fingerprint';
import { bundleTable, feedsOfBundle } from '../bundle/bundle-text.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { progressOn } from '../output/progress.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { time } from '../output/times.ts';
import { usage } from '../refused.ts';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle feeds import FILE`: takes a bundle into a folder that a server reads in place of the publishers (FETTLE_FEEDS), or `scan --feeds`. */
export function addFeedsImport(group: Group, { io, finish }: Session): void {
  offline(group, 'import', 'take a signed bundle into a folder of feeds, whole or not at all')
    .argument('<file>', 'the bundle')
    .requiredOption('--into <folder>', 'folder of feeds (FETTLE_FEEDS of the server)')
    .requiredOption('--trust <fingerprint>', 'fingerprint of the key that must have signed it')
    .option('--older', 'also where what is there came with a newer bundle')
    .action((file, options) => {
      const trust = parseFingerprint(options.trust);
      if (!trust.ok)
        throw usage(
          `--trust takes the fingerprint of a key. ${trust.detail}`,
          'fettle feeds export prints it; ask whoever made the bundle.',
        );
      const progress = progressOn(io, options);
      const into = resolve(io.folder, options.into);
      const manifest = readBundle({
        file: resolve(io.folder, file),
        into,
        trust: trust.keyid,
        older: options.older === true,
        say: progress.say,
      });
      progress.end();
      const screen = screenOf(io);
      const rows = feedsOfBundle(manifest, io.now());
      const text = blocks(`${into}\n${bundleTable(screen, rows)}`, `The bundle was made ${time(screen, manifest.madeAt)}.`);
      finish(options, { json: { folder: into, keyid: trust.keyid, madeAt: manifest.madeAt, feeds: rows }, text });
    });
}
