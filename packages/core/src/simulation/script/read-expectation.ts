/** Lines of a script that say what is expected: `expect london-1 verified before Sat 03:00`. */
import { holdReasons, runOutcomes } from '../../deployment/index.ts';
import { deviceNamed } from './named.ts';
import type { Reading } from './read.ts';
import type { Expectation } from './types.ts';
import { readTime } from './words.ts';

const statuses = ['active', 'succeeded', 'ended with failures', 'cancelled'] as const;

/** Null: it was understood; else what is wrong with it. */
export function readExpectation(reading: Reading, line: string): string | null {
  const [what = '', beforeText] = line.slice('expect '.length).split(' before ');
  const before = beforeText === undefined ? null : readTime(beforeText, reading.from, reading.state?.zone ?? 'UTC');
  if (beforeText !== undefined && before === null) return `"${beforeText}" is no time.`;
  const expectation = expectationOf(reading, what, before);
  if (expectation === null)
    return 'Expect a deployment ("deployment succeeded"), a device ("london-1 verified before Sat 03:00", "london-1 meets its deadline"), a ring ("ring test passed") or a hold ("hold failure budget", "no hold").';
  reading.expectations.push({ ...expectation, line });
  return null;
}

type Undated<Of> = Of extends Expectation ? Omit<Of, 'line'> : never;

function expectationOf(reading: Reading, what: string, before: number | null): Undated<Expectation> | null {
  if (what === 'no hold') return { of: 'hold', reason: null };
  const reason = holdReasons.find((one) => what === `hold ${one}`);
  if (reason !== undefined) return { of: 'hold', reason };
  const status = statuses.find((one) => what === `deployment ${one}`);
  if (status !== undefined) return { of: 'deployment', status };
  const ringName = /^ring (.+) passed$/.exec(what)?.[1];
  const ring = (reading.state?.deployments[0]?.state.header.rings ?? []).findIndex(({ name }) => name === ringName);
  if (ringName !== undefined) return ring < 0 ? null : { of: 'ring', ring, before };
  return expectationOfDevice(reading, what, before);
}

function expectationOfDevice(reading: Reading, what: string, before: number | null): Undated<Expectation> | null {
  const [name = '', ...rest] = what.split(' ');
  const deviceId = deviceNamed(reading.state, name);
  const word = rest.join(' ');
  if (deviceId === null) return null;
  if (word === 'meets its deadline' || word === 'misses its deadline') return { of: 'deadline', deviceId, met: word.startsWith('meets') };
  const outcome = word === 'open' ? word : runOutcomes.find((one) => one === word);
  return outcome === undefined ? null : { of: 'device', deviceId, outcome, before };
}
