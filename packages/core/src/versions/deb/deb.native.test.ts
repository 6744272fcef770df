/**
 * Asks the machine's own dpkg. All pairs go through one shell, which starts dpkg for each: a second or two for 300 pairs.
 * It fails where dpkg is missing: the machines that run these tests are Debian.
 */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { debParts } from './fixtures/parts.ts';

const tail = fc.array(fc.constantFrom(...debParts), { maxLength: 5 }).map((parts) => parts.join(''));
const version = fc
  .tuple(fc.constantFrom('', '', '0:', '1:'), fc.constantFrom('1', '01', '12'), tail, fc.constantFrom('', '-0', '-1', '-1~', '-0+b1'))
  .map((parts) => parts.join(''));
/** Half of the pairs are a version and a small change of it: there the order is hard. */
const pair = fc.oneof(
  fc.tuple(version, version),
  fc.tuple(version, fc.constantFrom(...debParts)).map(([v, part]): [string, string] => [v, v + part]),
);

const script = `
while IFS=' ' read -r a b; do
  if dpkg --compare-versions "$a" lt "$b"; then echo -1
  elif dpkg --compare-versions "$a" eq "$b"; then echo 0
  else echo 1
  fi
done`;

test('dpkg on this machine gives the same order for generated pairs', () => {
  const pairs = fc.sample(pair, 300);
  const input = pairs.map(([a, b]) => `${a} ${b}\n`).join('');
  const answers = execFileSync('sh', ['-c', script], { input, encoding: 'utf8' }).trim().split('\n').map(Number);
  expect(answers).toHaveLength(pairs.length);

  const wrong = pairs.flatMap(([a, b], i) => (compareVersions('deb', a, b) === answers[i] ? [] : [{ a, b, dpkg: answers[i] }]));
  expect(wrong).toEqual([]);
});
