import { exitCodes } from '../exit-codes.ts';
import { timestamp } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { cveText } from '../scan/cve-text.ts';
import { scanFolders } from '../scan/folders.ts';
import { addChangelogs, presentManagers, scanMachine } from '../scan/scan.ts';
import { scanText } from '../scan/scan-text.ts';
import type { GoodScan } from '../scan/steps.ts';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle scan`: what this machine misses, without any server and without root. The table comes first, CVE ids after it. */
export function addScan(group: Group, { io, finish }: Session): void {
  offline(group, 'scan', 'what this machine misses; needs no server and no root')
    .option('--refresh', 'fetch the lists in any case; otherwise when they are older than four hours')
    .option('--no-refresh', 'take the lists as they are')
    .option('--no-cves', 'without CVE ids, which take downloads')
    .action(async (options) => {
      const progress = progressOn(io, options);
      const mode = { lists: 'own', folders: scanFolders(io), now: () => timestamp(io) } as const;
      const wish = { machine: io.machine, mode, refreshSeconds: refreshSeconds(options.refresh), say: progress.say };
      const present = await presentManagers(io.machine);
      const scan = await scanMachine(wish, present);
      progress.end();
      const wanted = scan.managers.filter((manager): manager is GoodScan => manager.ok && manager.offers.length > 0);
      const exit = scan.managers.length > 0 && scan.managers.every(({ ok }) => ok) ? exitCodes.done.code : exitCodes.failed.code;
      const first = scanText(screenOf(io), scan, options.cves ? '…' : '?');
      if (!options.cves || wanted.length === 0) return finish(options, { json: scan, text: first, exit });

      if (options.json !== true) io.out(`${first}\n`);
      const filled: GoodScan[] = [];
      for (const one of wanted) {
        const manager = present.find(({ id }) => id === one.manager);
        if (manager !== undefined) filled.push(await addChangelogs(wish, manager, one));
      }
      progress.end();
      const whole = { ...scan, managers: scan.managers.map((one) => filled.find(({ manager }) => manager === one.manager) ?? one) };
      const text = `\n${blocks(...filled.map((one) => cveText(screenOf(io), one)))}`;
      finish(options, { json: whole, text, exit });
    });
}

/** Both forms are options of their own, so that neither given is undefined: then the age of the lists decides. */
function refreshSeconds(refresh: boolean | undefined): number {
  if (refresh === false) return Number.POSITIVE_INFINITY;
  return refresh === true ? 0 : 4 * 3600;
}
