/** What events of a calendar file become, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { local } from './times.ts';

type FreezesTaken = CallOutput<'importFreezes'>;
type Windows = CallOutput<'readCalendarWindows'>['events'];

const mostTimes = 12;

/** Each event with the times that it becomes, or the reason why it becomes nothing. */
export function freezesTakenText(screen: Screen, { events, freezes, refused, dryRun }: FreezesTaken): string {
  const lines = events.map(({ name, sentence: why, taken, freezes: times }) => {
    const shown = times.slice(0, mostTimes).map(({ from, until, stands }) => {
      const [begins, ends] = [from, until].map((at) => local(Temporal.Instant.from(at), screen.zone));
      return `    ${begins} to ${ends}${stands ? ', which stands already' : ''}`;
    });
    const more = times.length > mostTimes ? [`    … and ${times.length - mostTimes} more`] : [];
    const head = sentence(screen, `${clean(name)}: ${taken ? '' : 'nothing, for '}${clean(why)}`, '  ');
    return [taken ? head : screen.paint(head, 'attention'), ...shown, ...more].join('\n');
  });
  const end = `${count(freezes, 'freeze')} ${dryRun ? 'would be' : freezes === 1 ? 'is' : 'are'} declared${refused === 0 ? '' : `, ${count(refused, 'event')} left out`}.`;
  return blocks(lines.join('\n'), screen.paint(end, 'strong'));
}

/** Each event with the window that it is in a policy, as the policy's own text. */
export function windowsText(screen: Screen, events: Windows): string {
  if (events.length === 0) return 'The file has no events.';
  return events
    .map(({ name, sentence: why, window }) => {
      const head = sentence(screen, `${clean(name)}: ${window === null ? 'none, for ' : ''}${clean(why)}`, '  ');
      return window === null ? screen.paint(head, 'attention') : `${head}\n    ${JSON.stringify({ window })}`;
    })
    .join('\n');
}
