/** What this machine misses, for a terminal. "Nothing" and "could not ask" are different answers. */
import { measuredExposure, noRestartInContainer } from '@fettle/core/inventory';
import type { ManagerScan, Scan } from '@fettle/core/inventory';
import { clean } from '../output/clean.ts';
import { offerTable } from '../output/offer-table.ts';
import { blocks, count, facts, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { time } from '../output/times.ts';
import { cvesOf } from './steps.ts';

/** `cvesUnknown` stands where CVE ids are not known: `…` while they are still read. */
export function scanText(screen: Screen, scan: Scan, cvesUnknown = '?'): string {
  const { system, runtime } = scan;
  return blocks(
    facts(screen, [
      ['Machine', clean(`${system.hostname}: ${system.os.prettyName}, Linux ${system.kernel}, ${system.architecture}`)],
      ['Restart', restartText(scan)],
      ['Exposure', exposureText(scan)],
      ['Own updates', automaticWords(runtime.automaticUpdates)],
      ['Old code', runtime.staleServices?.map(({ unit }) => clean(unit)).join(', ') ?? null],
    ]),
    ...scan.managers.map((manager) => managerText(screen, manager, cvesUnknown)),
    scan.managers.length === 0 ? 'This machine has no package manager that Fettle speaks yet. What it misses is unknown.' : null,
  );
}

function restartText({ system, runtime: { restartPending: pending } }: Scan): string {
  if (pending === null) return 'unknown whether one is pending';
  if (pending.length === 0) return noRestartInContainer(system.virtualisation) ?? '';
  return pending.map(({ detail }) => clean(detail)).join('; ');
}

function exposureText({ system, runtime }: Scan): string {
  const { value, why } = measuredExposure(system.addresses, runtime.listening);
  return clean(value === null ? why : `${value}, by its own measure: ${why}`);
}

function managerText(screen: Screen, scan: ManagerScan, cvesUnknown: string): string {
  const lists = `Lists refreshed ${time(screen, scan.lists.refreshedAt, 'never, or at an unknown time')}.`;
  const last = scan.lists.lastAttempt;
  const failed =
    last === null || last.ok
      ? null
      : trouble(screen, `The last refresh failed: ${last.trouble?.cause ?? 'unknown cause.'}`, last.trouble?.nextStep);
  if (!scan.ok)
    return blocks(trouble(screen, `What this machine misses is unknown: ${scan.trouble.cause}`, scan.trouble.nextStep), lists, failed);
  const security = scan.offers.filter((offer) => offer.class === 'security').length;
  const rows = scan.offers
    .toSorted((a, b) => Number(b.class === 'security') - Number(a.class === 'security') || (a.name < b.name ? -1 : 1))
    .map((offer) => ({ ...offer, cves: cvesOf(scan, offer) }));
  const title =
    rows.length === 0
      ? 'It misses nothing that its sources offer.'
      : `It misses ${count(rows.length, 'update')}, ${security} of them from a security pocket:\n${offerTable(screen, rows, cvesUnknown)}`;
  return blocks(`${title}\n${lists}`, failed, scan.problems.map(({ cause, nextStep }) => trouble(screen, cause, nextStep)).join('\n'));
}

function trouble(screen: Screen, cause: string, nextStep: string | undefined): string {
  return screen.paint(sentence(screen, nextStep === undefined ? cause : `${cause} ${nextStep}`), 'attention');
}

/** Whether the system updates itself beside us. */
function automaticWords(told: Scan['runtime']['automaticUpdates']): string {
  if (told === null || told === undefined) return 'not known';
  return `${{ installs: 'on, it installs at its own times', downloads: 'on, it only downloads', off: 'off' }[told.state]}: ${clean(told.detail)}`;
}
