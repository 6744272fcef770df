/** Lines of a script that say what happens: `at Fri 18:00 london-1 leaves`, `after 2h hold because "…"`. */
import type { Happening } from '../types.ts';
import type { Reading } from './read.ts';
import { deviceNamed } from './named.ts';
import { readSpan, readTime } from './words.ts';

const deviceDoings = ['leaves', 'returns', 'fails', 'refuses', 'is well'] as const;
const mostHappenings = 10_000;

/** Null: it was understood; else what is wrong with it. */
export function readHappening(reading: Reading, line: string): string | null {
  const found = /^(?:at (\S+(?: \d{2}:\d{2})?)|after (\S+)) (.+)$/.exec(line);
  if (found === null || reading.state === null) return 'Say it as "at Fri 18:00 london-1 leaves", or "after 2h london-1 returns".';
  const [, at, after, doing = ''] = found;
  const time = at === undefined ? spanFrom(reading.clock, after ?? '') : readTime(at, reading.clock, reading.state.zone);
  if (time === null) return `"${at ?? after}" is no time: say Fri 18:00, 2026-03-06 18:00, an instant, or after 2h.`;
  if (time < reading.from) return 'That is before it starts.';
  reading.clock = time;
  const happening = doingOf(reading, time, doing);
  if (typeof happening === 'string') return happening;
  if (reading.happenings.length + happening.length > mostHappenings) return `At most ${mostHappenings} things happen in a script.`;
  reading.happenings.push(...happening);
  return null;
}

function spanFrom(clock: number, text: string): number | null {
  const seconds = readSpan(text);
  return seconds === null ? null : clock + seconds * 1_000;
}

function doingOf(reading: Reading, at: number, text: string): readonly Happening[] | string {
  if (text === 'approve' || text === 'panic stop' || text === 'panic stop lifted' || text === 'freeze ended') return [{ at, do: text }];
  const said = /^(hold|cancel|release) because "(.+)"$/.exec(text);
  if (said !== null) return [{ at, do: said[1] as 'hold' | 'cancel' | 'release', because: said[2] ?? '' }]; // one of the three, by the expression
  const freeze = /^freeze until (\S+(?: \d{2}:\d{2})?) because "(.+)"$/.exec(text);
  if (freeze !== null) {
    const until = readTime(freeze[1] ?? '', at, reading.state?.zone ?? 'UTC');
    return until === null ? `"${freeze[1]}" is no time.` : [{ at, do: 'freeze', until, because: freeze[2] ?? '' }];
  }
  const doing = deviceDoings.find((word) => text.endsWith(` ${word}`));
  if (doing === undefined)
    return `"${text}" is nothing that happens: a device leaves, returns, fails, refuses, is well; approve, hold, release, cancel, freeze, panic stop.`;
  const names = text.slice(0, -doing.length - 1).split(' ');
  const ids = names.map((name) => deviceNamed(reading.state, name));
  const stranger = names.find((_, index) => ids[index] === null);
  if (stranger !== undefined) return `There is no device ${stranger}.`;
  return ids.flatMap((deviceId): readonly Happening[] => (deviceId === null ? [] : [{ at, do: doing, deviceId }]));
}
