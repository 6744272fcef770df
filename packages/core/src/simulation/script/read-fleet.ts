/** Lines of a script that describe its fleet. */
import { parseWindowShape, readZone } from '../../windows/index.ts';
import type { WindowShape } from '../../windows/index.ts';
import type { Fleet } from './fleet.ts';
import { readShare, readSpan, readTime } from './words.ts';
import { toInstant, toMs } from '../../deployment/index.ts';

const mostDevices = 5_000;

/** Null: it was understood; else what is wrong with it. */
export function readFleetLine(fleet: Fleet, line: string): string | null {
  const [word = '', ...rest] = line.split(' ');
  const text = rest.join(' ');
  switch (word) {
    case 'title':
      fleet.title = text;
      return null;
    case 'starts': {
      const at = readTime(text, 0, fleet.zone);
      if (at === null || !/^\d{4}-/.test(text))
        return 'Say it as "starts 2026-03-06T12:00:00Z", or "starts 2026-03-06 12:00" on the clock of the zone.';
      fleet.starts = toInstant(at);
      return null;
    }
    case 'zone':
      fleet.zone = text;
      return readZone(text) === null ? `"${text}" is no time zone of the IANA database, such as Europe/London.` : null;
    case 'ends':
      return span(text.replace(/^after /, ''), 'ends after 14d', (value) => (fleet.endsAfter = value));
    case 'check-in':
      return span(text, 'check-in 60s', (value) => (fleet.checkIn = value));
    case 'pace':
      return readPace(fleet, text);
    case 'budget':
      if (!/^\d{1,4}$/.test(text)) return 'Say how many failures are borne, such as "budget 1".';
      fleet.budget = Number(text);
      return null;
    case 'restart':
      if (text !== 'never' && text !== 'if-needed' && text !== 'always')
        return 'Say "restart never", "restart if-needed" or "restart always".';
      fleet.restart = text;
      return null;
    case 'rollback':
      if (text !== 'automatic' && text !== 'by-person') return 'Say "rollback automatic" or "rollback by-person".';
      fleet.rollback = text;
      return null;
    case 'start':
      if (text !== 'offline') return 'Say "start offline".';
      fleet.startOffline = true;
      return null;
    case 'ring':
      return readRing(fleet, text);
    case 'window':
      return readWindowLine(fleet, text);
    case 'takes':
      return readTakes(fleet, text);
    case 'no':
      return readNoWayBack(fleet, text);
    case 'deadline':
      return readDeadline(fleet, text);
    case 'freeze':
      return readFreeze(fleet, text);
    case 'apart':
      return readApart(fleet, rest);
    default:
      return `"${word}" is not understood here.`;
  }
}

function span(text: string, example: string, set: (seconds: number) => void): string | null {
  const seconds = readSpan(text);
  if (seconds === null || seconds === 0) return `Say it as "${example}".`;
  set(seconds);
  return null;
}

/** `from 2026-03-03 00:00 until 2026-03-04 12:00 because "Month end"`: declared ahead, and known to the engine from the start. */
function readFreeze(fleet: Fleet, text: string): string | null {
  const found = /^from (.+) until (.+) because "(.+)"$/.exec(text);
  const from = readTime(found?.[1] ?? '', toMs(fleet.starts ?? '1970-01-01T00:00:00Z'), fleet.zone);
  const until = from === null ? null : readTime(found?.[2] ?? '', from, fleet.zone);
  if (fleet.starts === null || from === null || until === null || until <= from)
    return 'Say when it starts first, then "freeze from Tue 00:00 until Wed 12:00 because "Month end"".';
  fleet.freezes.push({ from: toInstant(from), until: toInstant(until), because: found?.[3] ?? '' });
  return null;
}

function readPace(fleet: Fleet, text: string): string | null {
  const found = /^(\d{1,5}) at once, (\d{1,5}) per hour$/.exec(text);
  if (found === null) return 'Say it as "pace 10 at once, 100 per hour".';
  fleet.pace = { maxParallel: Number(found[1]), devicesPerHour: Number(found[2]) };
  return null;
}

/** `test: london-1 london-2..london-9, soak 2h, verified 1, rate 100%`. */
function readRing(fleet: Fleet, text: string): string | null {
  const found = /^([^:]+): ([^,]+)((?:, .+)?)$/.exec(text);
  if (found === null) return 'Say it as "ring test: london-1 london-2, soak 2h, verified 1, rate 100%".';
  const devices = namesIn(found[2] ?? '');
  const known = new Set(fleet.rings.flatMap((ring) => ring.devices));
  const twice = devices.find((name, index) => known.has(name) || devices.indexOf(name) !== index);
  if (twice !== undefined) return `${twice} is in a ring already.`;
  if (known.size + devices.length > mostDevices) return `A script has at most ${mostDevices} devices.`;
  let [soak, verified, rate]: [number, number | null, number] = [0, null, 1];
  for (const part of (found[3] ?? '').split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [word, value = ''] = part.split(' ');
    const read =
      word === 'soak'
        ? readSpan(value)
        : word === 'rate'
          ? readShare(value)
          : word === 'verified' && /^\d{1,5}$/.test(value)
            ? Number(value)
            : null;
    if (read === null) return `"${part}" can not be read: a ring has a soak, verified and a rate.`;
    if (word === 'soak') soak = read;
    else if (word === 'rate') rate = read;
    else verified = read;
  }
  fleet.rings.push({ name: found[1] ?? '', devices, soak, verified, rate });
  return null;
}

/** `london-1`, and `london-1..london-40` for all between them. */
function namesIn(text: string): readonly string[] {
  return text
    .split(' ')
    .filter((name) => name !== '')
    .flatMap((name) => {
      const range = /^(.*?)(\d{1,5})\.\.\1(\d{1,5})$/.exec(name);
      if (range === null) return [name];
      const [first, last] = [Number(range[2]), Number(range[3])];
      return Array.from({ length: Math.max(0, Math.min(last - first + 1, mostDevices)) }, (_, index) => `${range[1]}${first + index}`);
    });
}

/** `FREQ=DAILY at 22:00 for 4h`, and `of london-3: FREQ=WEEKLY;BYDAY=SU at 02:30 for 3h in Europe/Berlin`. */
function readWindowLine(fleet: Fleet, text: string): string | null {
  const found = /^(?:of ([^:]+): )?(\S+) at (\d{2}:\d{2}) for (\d+[mhd])(?: in (\S+))?$/.exec(text);
  const seconds = readSpan(found?.[4] ?? '');
  if (found === null || seconds === null) return 'Say it as "window FREQ=DAILY at 22:00 for 4h".';
  const shape = parseWindowShape({ rule: found[2], start: found[3], durationMinutes: seconds / 60 });
  if (!shape.ok) return shape.sentence;
  const zone = found[5];
  if (found[1] === undefined) {
    if (zone !== undefined) return 'The window of all is in the zone of the fleet; say "zone" for that.';
    fleet.window = shape.shape;
    return null;
  }
  return forDevices(fleet, found[1], (name) => fleet.windowOf.set(name, inPlace(shape.shape, zone ?? fleet.zone)));
}

function inPlace(shape: WindowShape, zone: string): WindowShape & { readonly zone: string } {
  return { ...shape, zone };
}

function readTakes(fleet: Fleet, text: string): string | null {
  const words = text.split(' ');
  const last = words.pop() ?? '';
  const seconds = readSpan(last);
  if (seconds === null || seconds === 0) return 'Say it as "takes 20m", or "takes london-3 90m".';
  if (words.length > 0) return forDevices(fleet, words.join(' '), (name) => fleet.takesOf.set(name, seconds));
  fleet.takes = seconds;
  return null;
}

function readNoWayBack(fleet: Fleet, text: string): string | null {
  if (!text.startsWith('way back ')) return 'Say it as "no way back london-3".';
  return forDevices(fleet, text.slice(9), (name) => fleet.noWayBack.add(name));
}

/** `london-2 london-3 Sat 18:00 by PCI DSS for openssl`, after it was said when it starts. */
function readDeadline(fleet: Fleet, text: string): string | null {
  const found = /^(.+?) ((?:\w{3} \d{2}:\d{2})|\d{4}-\S+(?: \d{2}:\d{2})?) by (.+) for (.+)$/.exec(text);
  if (fleet.starts === null) return 'Say first when it starts.';
  const at = readTime(found?.[2] ?? '', toMs(fleet.starts), fleet.zone);
  if (found === null || at === null) return 'Say it as "deadline london-2 Sat 18:00 by PCI DSS for openssl".';
  const deadline = { at: toInstant(at), by: found[3] ?? '', what: found[4] ?? '' };
  return forDevices(fleet, found[1] ?? '', (name) => {
    const all = [...(fleet.deadlines.get(name) ?? []), deadline];
    fleet.deadlines.set(
      name,
      all.toSorted((a, b) => toMs(a.at) - toMs(b.at)),
    );
  });
}

function readApart(fleet: Fleet, names: readonly string[]): string | null {
  const [one, other, ...more] = names;
  if (one === undefined || other === undefined || more.length > 0) return 'Two devices depend on each other: "apart london-1 london-2".';
  return forDevices(fleet, `${one} ${other}`, () => {}) ?? (fleet.apart.push([one, other]), null);
}

function forDevices(fleet: Fleet, text: string, set: (name: string) => void): string | null {
  const known = new Set(fleet.rings.flatMap(({ devices }) => devices));
  const names = namesIn(text);
  const stranger = names.find((name) => !known.has(name));
  if (stranger !== undefined) return `${stranger} is in no ring; say the rings first.`;
  for (const name of names) set(name);
  return null;
}
