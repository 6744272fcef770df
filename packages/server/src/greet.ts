/** What the person at the terminal sees once everything listens: the way in, and what this very machine misses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { localTable } from './local-agent/index.ts';
import { firstLink } from './people/index.ts';
import type { Context } from './platform/feature.ts';
import type { Say } from './start.ts';

const firstScanMs = 5 * 60_000;
const changelogsMs = 10 * 60_000;

/** Prints the one-time link while nobody has entered yet, then the table of missing updates, then their CVE ids as they fill in. */
export async function greet(context: Context, say: Say): Promise<void> {
  const link = await firstLink(context);
  if (link !== null) say('enter', `${link}\nOpens once, for the first person. A new start makes a new one.`);
  if (!context.config.localAgent) return;
  const first = await waitForTable(context);
  if (first === null) return say('machine', 'what this machine misses is not known yet; the console shows it as soon as it is');
  say('machine', first.lines.join('\n'));
  if (first.cvesPending) await tellCves(context, say);
}

async function waitForTable(context: Context) {
  for (let waited = 0; waited < firstScanMs; waited += 500) {
    const table = await localTable(context);
    if (table !== null) return table;
    await sleep(500, undefined, { ref: false });
  }
  return null;
}

async function tellCves(context: Context, say: Say): Promise<void> {
  for (let waited = 0; waited < changelogsMs; waited += 2000) {
    await sleep(2000, undefined, { ref: false });
    const table = await localTable(context);
    if (table !== null && !table.cvesPending)
      return say('CVE ids', table.cves.length === 0 ? 'the changelogs of these updates name none' : table.cves.join('\n'));
  }
}
