import { resolve } from 'node:path';
import { findFramework, frameworks } from '@fettle/core/frameworks';
import type { Framework } from '@fettle/core/frameworks';
import type { Scan } from '@fettle/core/inventory';
import { exitCodes } from '../exit-codes.ts';
import { timestamp } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { cveText } from '../scan/cve-text.ts';
import { scanFolders } from '../scan/folders.ts';
import { addChangelogs, presentManagers, scanMachine } from '../scan/scan.ts';
import { scanText } from '../scan/scan-text.ts';
import type { GoodScan } from '../scan/steps.ts';
import { feedsIn } from '../scan/urgency/feed-folder.ts';
import { urgencyOfScan } from '../scan/urgency/urgency-of-scan.ts';
import { urgencyText } from '../scan/urgency/urgency-text.ts';
import { usage } from '../refused.ts';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

/**
 * `fettle scan`: what this machine misses, without any server and without root. The table comes first, CVE ids after it; with `--feeds` how urgent it is,
 * last.
 */
export function addScan(group: Group, { io, finish }: Session): void {
  offline(group, 'scan', 'what this machine misses; needs no server and no root')
    .option('--refresh', 'fetch the lists in any case; otherwise when they are older than four hours')
    .option('--no-refresh', 'take the lists as they are')
    .option('--no-cves', 'without CVE ids, which take downloads')
    .option('--feeds <folder>', 'how urgent it is, by the feeds in this folder (a folder a feed)')
    .option('--framework <id...>', 'with --feeds: by when it must be in, by this framework')
    .action(async (options) => {
      const asked = frameworksOf(options);
      // A folder without feeds is told before the long look, not after it.
      if (options.feeds !== undefined) feedsIn(resolve(io.folder, options.feeds));
      const progress = progressOn(io, options);
      const mode = { lists: 'own', folders: scanFolders(io), now: () => timestamp(io) } as const;
      const wish = { machine: io.machine, mode, refreshSeconds: refreshSeconds(options.refresh), say: progress.say };
      const present = await presentManagers(io.machine);
      const scan = await scanMachine(wish, present);
      progress.end();
      const wanted = scan.managers.filter((manager): manager is GoodScan => manager.ok && manager.offers.length > 0);
      const exit = scan.managers.length > 0 && scan.managers.every(({ ok }) => ok) ? exitCodes.done.code : exitCodes.failed.code;
      const first = scanText(screenOf(io), scan, options.cves ? '…' : '?');
      const withUrgency = async (known: Scan): Promise<{ readonly json: unknown; readonly text: string | null }> => {
        if (options.feeds === undefined) return { json: known, text: null };
        const folder = resolve(io.folder, options.feeds);
        const urgency = await urgencyOfScan(known, { folder, frameworks: asked, zone: io.zone, now: timestamp(io), say: progress.say });
        progress.end();
        return { json: { ...known, urgency }, text: urgencyText(screenOf(io), urgency, asked.length > 0) };
      };
      if (!options.cves || wanted.length === 0) {
        const { json, text } = await withUrgency(scan);
        return finish(options, { json, text: blocks(first, text), exit });
      }

      if (options.json !== true) io.out(`${first}\n`);
      const filled: GoodScan[] = [];
      for (const one of wanted) {
        const manager = present.find(({ id }) => id === one.manager);
        if (manager !== undefined) filled.push(await addChangelogs(wish, manager, one));
      }
      progress.end();
      const whole = { ...scan, managers: scan.managers.map((one) => filled.find(({ manager }) => manager === one.manager) ?? one) };
      const { json, text } = await withUrgency(whole);
      finish(options, { json, text: `\n${blocks(...filled.map((one) => cveText(screenOf(io), one)), text)}`, exit });
    });
}

/** Deadlines follow from what is published, so they need the feeds. */
function frameworksOf(options: {
  readonly feeds?: string | undefined;
  readonly framework?: readonly string[] | undefined;
}): readonly Framework[] {
  const names = options.framework ?? [];
  if (names.length > 0 && options.feeds === undefined) throw usage('--framework needs --feeds: a deadline follows from what is published.');
  const found = names.map((name) => {
    const framework = findFramework(name);
    const known = frameworks.map(({ id }) => id).join(', ');
    if (framework === null) throw usage(`There is no framework ${JSON.stringify(name)}.`, `Known are: ${known}.`);
    return framework;
  });
  return [...new Set(found)];
}

/** Both forms are options of their own, so that neither given is undefined: then the age of the lists decides. */
function refreshSeconds(refresh: boolean | undefined): number {
  if (refresh === false) return Number.POSITIVE_INFINITY;
  return refresh === true ? 0 : 4 * 3600;
}
