/** What this machine misses, as a table for the terminal at the start. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerOf, statesOf } from '../devices/index.ts';
import type { DeviceAnswer } from '../devices/index.ts';
import { offersOf } from '../findings/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';

const mostRows = 20;

export type LocalTable = {
  readonly lines: readonly string[];
  readonly cves: readonly string[];
  readonly scannedAt: string;
  readonly cvesPending: boolean;
};

/** Null until this machine has told its first scan. */
export async function localTable(context: Context): Promise<LocalTable | null> {
  const identity = await readIdentity(context);
  if (identity === null) return null;
  return inClients(context.db, [identity.clientId], async (tx) => {
    const row = await tx
      .selectFrom('device_inventory')
      .select(['scanned_at', 'managers', 'missing', 'missing_security'])
      .where('client_id', '=', identity.clientId)
      .where('device_id', '=', identity.deviceId)
      .executeTakeFirst();
    if (row?.scanned_at === undefined || row.scanned_at === null) return null;
    const offers = await offersOf(tx, identity.clientId, identity.deviceId, context.now());
    return {
      lines: linesOf(context, answerOf(statesOf(row.managers)), offers),
      cves: cveLines(offers),
      scannedAt: row.scanned_at,
      cvesPending: offers.some((offer) => offer.class === 'security' && offer.cves === null),
    };
  });
}

function linesOf(context: Context, { asked, lists, trouble }: DeviceAnswer, offers: Awaited<ReturnType<typeof offersOf>>): string[] {
  if (lists === null) return ['This machine has no package manager that Fettle speaks yet. What it misses is unknown.'];
  if (!asked)
    return [
      `What this machine misses is unknown: ${trouble?.cause ?? 'its package manager could not be asked'}`,
      ...(trouble === null ? [] : [`  ${trouble.nextStep}`]),
    ];
  const age = lists.refreshedAt === null ? 'lists of unknown age' : `lists refreshed ${ageOf(lists.refreshedAt, context.now())} ago`;
  const failed =
    lists.lastAttempt?.ok === false ? ` (the last refresh failed: ${lists.lastAttempt.trouble?.cause ?? 'unknown cause'})` : '';
  if (offers.length === 0) return [`This machine misses nothing that its sources offer (${age})${failed}.`];
  const security = offers.filter((offer) => offer.class === 'security').length;
  const rows = offers
    .slice(0, mostRows)
    .map((offer) => [offer.name, offer.from, offer.to, offer.class === 'security' ? 'security' : '', cvesOf(offer.cves)]);
  const head = ['package', 'has', 'is offered', 'class', 'CVE'];
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)));
  const line = (cells: readonly string[]) => `  ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd();
  return [
    `This machine misses ${offers.length} updates, ${security} of them from a security pocket (${age})${failed}:`,
    line(head),
    ...rows.map(line),
    ...(offers.length > mostRows ? [`  … and ${offers.length - mostRows} more: see the console.`] : []),
  ];
}

function cveLines(offers: Awaited<ReturnType<typeof offersOf>>): string[] {
  const bySource = new Map<string, readonly string[]>();
  for (const offer of offers) if (offer.cves !== null && offer.cves.length > 0) bySource.set(offer.sourceName, offer.cves);
  return [...bySource].map(
    ([source, cves]) => `${source}: ${cves.slice(0, 6).join(' ')}${cves.length > 6 ? ` and ${cves.length - 6} more` : ''}`,
  );
}

function cvesOf(cves: readonly string[] | null): string {
  if (cves === null) return '…';
  if (cves.length === 0) return 'none named';
  return cves.length <= 2 ? cves.join(' ') : `${cves[0]} +${cves.length - 1}`;
}

function ageOf(at: string, now: string): string {
  const seconds = Math.max(0, Math.round(Temporal.Instant.from(at).until(Temporal.Instant.from(now)).total('seconds')));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

async function readIdentity(context: Context): Promise<{ clientId: string; deviceId: string } | null> {
  try {
    const identity = JSON.parse(await readFile(join(context.config.dataFolder, 'local-agent', 'identity.json'), 'utf8')) as {
      clientId: string;
      deviceId: string;
    };
    return { clientId: identity.clientId, deviceId: identity.deviceId };
  } catch {
    return null;
  }
}
