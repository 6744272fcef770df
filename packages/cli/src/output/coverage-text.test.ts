import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { coverageText } from './coverage-text.ts';
import { screenOf } from './screen.ts';

const screen = screenOf(testIo());
const id = '0192a000-0002-7000-8000-000000000001';
const coverage = { looked: 2, devices: 2, gaps: [], suggestion: [], left: [], undecided: [], gone: [] };
const rings = [
  { name: 'stand-ins', devices: 1 },
  { name: 'broad', devices: 1 },
];
const none = { id, name: 'sql', ring: 1, standIn: null, standInRing: null, place: 'none' } as const;

test('each mission-critical device is told with where its stand-in is; nothing is said where there is none', () => {
  const sentence = 'sql\u202E is mission-critical and has no stand-in.';
  const lines = coverageText(screen, { ...coverage, rings, standIns: [{ ...none, sentence }] }).split('\n');
  expect(lines).toContain('stand-ins: 1 device');
  expect(lines.filter((line) => /^sql.*is mission-critical and has no stand-in\.$/.test(line))).toHaveLength(1);
  expect(lines.join('')).not.toContain('\u202E');
  expect(coverageText(screen, { ...coverage, rings, standIns: [] })).not.toContain('mission-critical');
});
