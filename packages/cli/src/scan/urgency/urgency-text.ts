/** Urgency of a scan for a terminal: first what is to be done, then what it rests on, then what could not be seen. */
import type { Cell } from '../../output/table.ts';
import { table } from '../../output/table.ts';
import { blocks, count, sentence } from '../../output/screen.ts';
import type { Screen } from '../../output/screen.ts';
import { time } from '../../output/times.ts';
import type { JudgedHere } from './judge-scan.ts';
import type { ScanUrgency } from './types.ts';

/** `--json` has all. */
const mostReasons = 12;

/** All of it; `withDeadlines` where frameworks were asked for. Reasons beyond the first dozen are left to `--json`. */
export function urgencyText(screen: Screen, seen: ScanUrgency, withDeadlines: boolean): string {
  return blocks(
    offersText(screen, seen, withDeadlines),
    whyText(screen, seen.offers),
    withDeadlines ? deadlinesText(screen, seen.offers) : null,
    holdingText(screen, seen),
    `Feeds:\n${feedTable(screen, seen)}`,
    seen.notSeen.length === 0 ? null : `Not seen:\n${seen.notSeen.map((one) => sentence(screen, one, '  ')).join('\n')}`,
  );
}

function offersText(screen: Screen, { offers }: ScanUrgency, withDeadlines: boolean): string | null {
  if (offers.length === 0) return null;
  const columns = [
    { title: 'package', atLeast: 14 },
    { title: 'is offered' },
    { title: 'urgency', atLeast: 7 },
    ...(withDeadlines ? [{ title: 'due', atLeast: 10 }] : []),
    { title: 'ends', atLeast: 14 },
  ];
  const rows = offers.map((one): Cell[] => [
    `${one.name}:${one.architecture}`,
    one.to,
    one.urgency === 'urgent' ? { text: one.urgency, tone: 'attention' } : one.urgency,
    ...(withDeadlines ? [one.due] : []),
    endsText(one, screen.width === null ? 10 : 2),
  ]);
  const urgent = offers.filter(({ urgency }) => urgency === 'urgent').length;
  return `${count(offers.length, 'update')}, ${urgent} of them urgent:\n${table(screen, columns, rows)}`;
}

function endsText({ ends, basis }: JudgedHere, most: number): string {
  if (ends.length === 0) return basis === 'unmatched' ? 'not known' : 'nothing that is known';
  return ends.length <= most ? ends.join(' ') : `${ends.slice(0, most).join(' ')} +${ends.length - most}`;
}

/** Packages of one source are judged alike: one sentence for all of them. */
function whyText(screen: Screen, offers: readonly JudgedHere[]): string | null {
  const groups = [...Map.groupBy(offers, ({ why }) => why)];
  if (groups.length === 0) return null;
  const lines = groups.slice(0, mostReasons).map(([why, same]) => sentence(screen, `${namesOf(same)}: ${why}`));
  const more = groups.length - mostReasons;
  return `Why:\n${lines.join('\n')}${more > 0 ? `\nand ${count(more, 'more reason')}; --json has all.` : ''}`;
}

function deadlinesText(screen: Screen, offers: readonly JudgedHere[]): string | null {
  const all = offers.flatMap((offer) => offer.deadlines.map((deadline) => ({ offer, why: deadline.why })));
  const groups = [...Map.groupBy(all, ({ why }) => why)];
  if (groups.length === 0) return null;
  const lines = groups.slice(0, mostReasons).map(([why, same]) => sentence(screen, `${namesOf(same.map(({ offer }) => offer))}: ${why}`));
  const more = groups.length - mostReasons;
  return `By when:\n${lines.join('\n')}${more > 0 ? `\nand ${more} more; --json has all.` : ''}`;
}

function namesOf(offers: readonly JudgedHere[]): string {
  const names = [...new Set(offers.map(({ name }) => name))];
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/** "None holds" is said only where something spoke of this system, and of how many. */
function holdingText(screen: Screen, { covered, advisories, software, offers, open, ecosystems }: ScanUrgency): string {
  if (!covered || software === 0) return sentence(screen, 'Which vulnerabilities the software here has is unknown; see below.');
  const ended = new Set(offers.flatMap((one) => one.advisories));
  const left = new Set(open.map(({ advisory }) => advisory));
  const asked = `Of ${count(advisories, 'advisory', 'advisories')} for ${ecosystems.join(', ')} `;
  if (ended.size === 0 && left.size === 0) return sentence(screen, `${asked}none holds for the ${count(software, 'package')} here.`);
  const hold = new Set([...ended, ...left]).size;
  const packages = new Set(open.map(({ name }) => name)).size;
  const rest =
    left.size === 0
      ? 'These updates end all of them.'
      : `These updates end ${ended.size}; ${left.size} stay for ${count(packages, 'package')} with no update that is offered here (--json names them).`;
  return sentence(screen, `${asked}${hold} ${hold === 1 ? 'holds' : 'hold'} for the ${count(software, 'package')} here. ${rest}`);
}

function feedTable(screen: Screen, { feeds }: ScanUrgency): string {
  const columns = [{ title: 'feed', atLeast: 12 }, { title: 'advisories', align: 'right' as const }, { title: 'newest file' }];
  return table(
    screen,
    columns,
    feeds.map((one): Cell[] => [
      one.feed,
      one.advisories ?? '-',
      one.late ? { text: `${time(screen, one.newestAt)}, late`, tone: 'attention' } : time(screen, one.newestAt),
    ]),
  );
}
