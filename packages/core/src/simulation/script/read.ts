/**
 * Reads a script: a fleet, what is assumed, what happens, what is expected; a line each. `docs/guide/what-if.md` describes the language. A script that can not be read to its
 * end is refused with the line and what is wrong with it.
 */
import { toInstant, toMs } from '../../deployment/index.ts';
import { readZone } from '../../windows/index.ts';
import { unusable, usualAssumptions } from '../assumptions.ts';
import type { Assumptions, ExportedState } from '../types.ts';
import { newFleet, stateOfFleet } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import { readExpectation } from './read-expectation.ts';
import { readFleetLine } from './read-fleet.ts';
import { readHappening } from './read-happening.ts';
import type { Expectation, Script, ScriptProblem } from './types.ts';
import { readShare, readSpan } from './words.ts';
import type { Happening } from '../types.ts';

/** Scripts are for people: more lines or devices than this are a mistake. */
const mostLines = 2_000;

export function readScript(text: string, given: ExportedState | null = null): Script | ScriptProblem {
  const lines = text.split('\n').map((line) => line.replace(/#.*$/, '').trim());
  if (lines.length > mostLines) return { line: mostLines, sentence: `A script has at most ${mostLines} lines.` };
  const reading = open(given);
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const problem = readLine(reading, line);
    if (problem !== null) return { line: index + 1, sentence: problem };
  }
  return close(reading, lines.length);
}

/** A script on its way: the fleet is open until the first line that needs it as a whole. */
export type Reading = {
  readonly fleet: Fleet;
  state: ExportedState | null;
  from: number;
  /** The time of the line before, from which `after` counts. */
  clock: number;
  seed: number;
  /** What the script said of them; check-ins are the fleet's. */
  readonly assumed: { -readonly [Key in keyof Assumptions]?: Assumptions[Key] };
  readonly happenings: Happening[];
  readonly expectations: Expectation[];
};

function open(given: ExportedState | null): Reading {
  const from = given === null ? 0 : toMs(given.exportedAt);
  return { fleet: newFleet(), state: given, from, clock: from, seed: 1, assumed: {}, happenings: [], expectations: [] };
}

function readLine(reading: Reading, line: string): string | null {
  const [word = ''] = line.split(' ');
  switch (word) {
    case 'seed':
      return readSeed(reading, line);
    case 'assume':
      return readAssumption(reading, line.slice(7));
    case 'at':
    case 'after':
      return ready(reading) ?? readHappening(reading, line);
    case 'expect':
      return ready(reading) ?? readExpectation(reading, line);
    case 'nobody':
      if (line !== 'nobody approves') return 'Say "nobody approves".';
      reading.assumed.approveAfterSeconds = null;
      return null;
    default:
      return reading.state === null ? readFleetLine(reading.fleet, line) : `"${word}" describes the fleet, which is known by now.`;
  }
}

/** Makes the fleet, once something is said of it. */
function ready(reading: Reading): string | null {
  if (reading.state !== null) return null;
  const { fleet } = reading;
  if (fleet.starts === null) return 'Say first when it starts, such as "starts 2026-03-06T12:00:00Z".';
  if (fleet.rings.length === 0) return 'Say first which rings there are, such as "ring test: london-1".';
  if (readZone(fleet.zone) === null) return `"${fleet.zone}" is no time zone of the IANA database.`;
  reading.from = toMs(fleet.starts);
  reading.clock = reading.from;
  reading.state = stateOfFleet(fleet, toInstant(reading.from));
  return null;
}

function readSeed(reading: Reading, line: string): string | null {
  const found = /^seed (\d{1,9})$/.exec(line);
  if (found === null) return 'A seed is a whole number, such as "seed 7".';
  reading.seed = Number(found[1]);
  return null;
}

const shares = { away: 'awayShare', fail: 'failShare', refuse: 'refuseShare', spread: 'durationSpread' } as const;
const spans = {
  restart: 'restartSeconds',
  report: 'reportSeconds',
  secure: 'secureSeconds',
  approval: 'approveAfterSeconds',
  release: 'releaseAfterSeconds',
} as const;

/** `assume away 8% for 48h, fail 1%, release 4h`. */
function readAssumption(reading: Reading, text: string): string | null {
  for (const part of text.split(',').map((one) => one.trim())) {
    const [word = '', value = '', ...rest] = part.split(' ');
    if (Object.hasOwn(shares, word)) {
      const share = readShare(value);
      const length = rest[0] === 'for' ? readSpan(rest[1] ?? '') : null;
      if (share === null || (rest.length > 0 && (word !== 'away' || length === null)))
        return `"${part}" can not be read; say it as "away 8% for 48h" or "fail 1%".`;
      reading.assumed[shares[word as keyof typeof shares]] = share; // checked above
      if (length !== null) reading.assumed.awaySeconds = length;
    } else if (Object.hasOwn(spans, word)) {
      const span = readSpan(value);
      if (span === null || rest.length > 0) return `"${part}" can not be read; say it as "${word} 30m".`;
      reading.assumed[spans[word as keyof typeof spans]] = span; // checked above
    } else return `"${word}" is nothing that can be assumed: away, fail, refuse, spread, restart, report, secure, approval or release.`;
  }
  return null;
}

function close(reading: Reading, line: number): Script | ScriptProblem {
  const problem = ready(reading);
  const { state, seed, happenings, expectations } = reading;
  if (problem !== null || state === null) return { line, sentence: problem ?? 'There is no fleet.' };
  const assumptions = { ...usualAssumptions(state.checkInSeconds), ...reading.assumed };
  const wrong = unusable(assumptions);
  if (wrong !== null) return { line, sentence: wrong };
  return { state, from: toInstant(reading.from), seed, assumptions, happenings, expectations };
}
