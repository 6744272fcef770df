import { describe, expect, test } from 'vitest';
import { alwaysOpen } from '../windows/index.ts';
import { hour, minute, toMs } from './instants.ts';
import { firstFit } from './openings.ts';

const at = toMs('2026-11-01T12:00:00Z');
const window = { ...alwaysOpen, zone: 'UTC' };

describe('a window of which the openings overlap', () => {
  test('lasts at each instant as long as the opening that closes last', () => {
    const span = firstFit(window, at, 0, Infinity);
    expect(span).toEqual({ from: at, to: at + 36 * hour });
    // A minute before the first of them closes there is still the next.
    const late = toMs('2026-11-01T23:59:00Z');
    expect(firstFit(window, late, 2 * hour, Infinity)).toEqual({ from: late, to: late + 24 * hour + minute });
  });

  test('is cut by what is closed, and by what is too late', () => {
    const freeze = { from: at + hour, to: at + 40 * hour };
    expect(firstFit(window, at, 0, Infinity, [freeze])).toEqual({ from: at, to: at + hour });
    expect(firstFit(window, at, 2 * hour, Infinity, [freeze])?.from).toBe(freeze.to);
    expect(firstFit(window, at, 0, at + 5 * hour)).toEqual({ from: at, to: at + 5 * hour });
  });
});
