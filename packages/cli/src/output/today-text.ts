/** Today, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { distance, time } from './times.ts';

type Today = CallOutput<'today'>;

/** The items first, then what comes next by itself, then the counts. */
export function todayText(screen: Screen, today: Today): string {
  const { counts } = today;
  const silent = counts.silent === 0 ? '' : `, ${counts.silent} of them silent`;
  const urgent = counts.urgent === 0 ? '' : `, ${counts.urgent} of them urgent`;
  const line = `${count(counts.clients, 'client')}, ${count(counts.devices, 'device')}${silent}, ${count(counts.updates, 'update')} offered${urgent}.`;
  const title =
    today.items.length === 0 ? 'Nothing needs a person.' : `${count(today.items.length, 'thing needs', 'things need')} a person:`;
  return blocks(
    screen.paint(title, 'strong'),
    today.items.map((item) => itemText(screen, item)).join('\n'),
    today.next.length === 0
      ? null
      : ['Next, by itself:', ...today.next.map((next) => `  ${time(screen, next.at)}  ${clean(next.sentence)}`)].join('\n'),
    line,
  );
}

function itemText(screen: Screen, item: Today['items'][number]): string {
  const client = item.clientName === null ? '' : `${clean(item.clientName)}: `;
  const by = item.by === null ? '' : `, by ${time(screen, item.by)}`;
  const since = distance(Temporal.Instant.from(item.since), screen.now);
  return [
    `- ${screen.paint(`${client}${clean(item.title)}`, 'attention')} ${screen.paint(`(${item.kind}, ${since}${by})`, 'muted')}`,
    sentence(screen, item.why, '    '),
  ].join('\n');
}
