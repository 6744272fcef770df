/** The events of an iCalendar file (RFC 5545, 3.4 and 3.6.1), their properties as they stand there. */
import { readLine, unescapeText, unfold } from './lines.ts';
import type { ContentLine } from './lines.ts';

export const longestCalendar = 1_000_000;
const mostEvents = 5_000;

/** Properties by their name, in the order in which they stand. */
export type Event = ReadonlyMap<string, readonly ContentLine[]>;

/** All events of a file, or why it is none that is read. */
export function readCalendar(
  text: string,
): { readonly ok: true; readonly events: readonly Event[] } | { readonly ok: false; readonly sentence: string } {
  if (text.length > longestCalendar) return { ok: false, sentence: 'The file has more than 1,000,000 characters.' };
  const events = readEvents(unfold(text));
  if (events === null)
    return { ok: false, sentence: 'This is no iCalendar file: it does not begin with BEGIN:VCALENDAR and end with END:VCALENDAR.' };
  if (events.length > mostEvents) return { ok: false, sentence: `The file has more than ${mostEvents} events.` };
  return { ok: true, events };
}

/** Properties of each VEVENT, those of parts within it (alarms) left out; null: no calendar. */
function readEvents(lines: readonly string[]): readonly Event[] | null {
  if (lines[0]?.trim().toUpperCase() !== 'BEGIN:VCALENDAR' || lines.at(-1)?.trim().toUpperCase() !== 'END:VCALENDAR') return null;
  const events: Event[] = [];
  const open: string[] = [];
  let properties = new Map<string, ContentLine[]>();
  for (const text of lines) {
    const line = readLine(text);
    if (line === null) continue;
    const part = line.value.trim().toUpperCase();
    if (line.name === 'BEGIN') {
      open.push(part);
      if (part === 'VEVENT') properties = new Map();
    } else if (line.name === 'END') {
      if (open.pop() !== part) return null;
      if (part === 'VEVENT') events.push(properties);
    } else if (open.at(-1) === 'VEVENT') properties.set(line.name, [...(properties.get(line.name) ?? []), line]);
  }
  return open.length === 0 ? events : null;
}

/** Why an event is not read for what it is in its series or by its state; null: nothing is odd. */
export function oddness(event: Event): string | null {
  if (event.get('STATUS')?.[0]?.value.toUpperCase() === 'CANCELLED') return 'it is cancelled.';
  return event.has('RECURRENCE-ID') ? 'it is a change to one of a series.' : null;
}

/** What people call it. */
export function nameOf(event: Event): string {
  const name = unescapeText(event.get('SUMMARY')?.[0]?.value ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return name === '' ? 'without a name' : name.slice(0, 200).trimEnd();
}
