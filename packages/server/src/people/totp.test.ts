import { expect, test } from 'vitest';
import { newTotpSecret, stepOfCode, totpAt, totpUri } from './totp.ts';

/** The secret of RFC 6238's table, "12345678901234567890", in base32. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000);

// RFC 6238, appendix B, the last six of its eight digits.
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at %i seconds the code is %s, as in the RFC', (seconds, code) => {
  expect(totpAt(rfcSecret, at(seconds))).toBe(code);
});

test.each([
  ['now', 0, true],
  ['one step early', 30, true],
  ['one step late', -30, true],
  ['two steps early', 60, false],
  ['two steps late', -60, false],
])('a code of %s is taken or not', (_, offset, taken) => {
  const now = at(1_700_000_010);
  const code = totpAt(rfcSecret, now.add({ seconds: offset }));
  expect(stepOfCode(rfcSecret, code, now) !== null).toBe(taken);
});

test('the step that is kept is the one of the code, not the one of the clock', () => {
  const now = at(1_700_000_010);
  expect(stepOfCode(rfcSecret, totpAt(rfcSecret, now.subtract({ seconds: 30 })), now)).toBe(56_666_666);
  expect(stepOfCode(rfcSecret, totpAt(rfcSecret, now), now)).toBe(56_666_667);
});

test('secrets are new each time, and the QR code carries one with the account', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  expect(new URL(totpUri(secret, 'ä b@example.org')).searchParams.get('secret')).toBe(secret);
});
