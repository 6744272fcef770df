/**
 * Makes rpm/fixtures/rpm.txt and arch/fixtures/vercmp.txt anew from generated versions. Needs rpm, vercmp and pacman
 * (Debian's packages rpm, makepkg and pacman-package-manager) on this machine; tests only read the tables.
 *
 *   node packages/core/src/versions/testing/make-native-tables.mjs
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { archParts } from '../arch/fixtures/parts.ts';
import { rpmParts } from '../rpm/fixtures/parts.ts';

/** @typedef {[string, string]} Pair */

const rowCount = 400;
const seed = 20_260_101;

const rpmPairs = makePairs(rpmParts, ['', '-1', '-1.el9', '-01.el9_2', '-0~rc1', '-']);
writeTable('../rpm/fixtures/rpm.txt', `rpm.vercmp of ${ask('rpm', '--version')}`, rpmPairs, askRpm(rpmPairs));

const archPairs = makePairs(archParts, ['', '-1', '-2', '-01', '-1.1', '-']);
const pacman = /Pacman v\S+/.exec(ask('pacman', '--version'))?.[0] ?? 'an unknown pacman';
const answers = archPairs.map(([a, b]) => ask('vercmp', a, b));
writeTable('../arch/fixtures/vercmp.txt', `vercmp of ${pacman}`, archPairs, answers);

/**
 * Half of the pairs are a version and a small change of it: there the order is hard.
 * @param {readonly string[]} parts
 * @param {readonly string[]} releases
 * @returns {Pair[]}
 */
function makePairs(parts, releases) {
  const part = fc.constantFrom(...parts);
  const release = fc.constantFrom(...releases);
  const body = fc.array(part, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
  const version = fc.tuple(fc.constantFrom('', '', '', '0:', '1:', '01:'), body, release).map((all) => all.join(''));
  const neighbours = fc
    .tuple(fc.constantFrom('', '1:'), body, body, part, release)
    .map(([epoch, start, end, more, last]) => /** @type {Pair} */ ([epoch + start + end + last, epoch + start + more + end + last]));
  return fc.sample(fc.oneof(fc.tuple(version, version), neighbours), { numRuns: rowCount, seed });
}

/** One rpm for all pairs: it takes a while to start. */
function askRpm(/** @type {Pair[]} */ pairs) {
  const prints = pairs.map(([a, b]) => `print(rpm.vercmp('${a}', '${b}'))`).join('\n');
  return ask('rpm', '--eval', `%{lua:${prints}}`).match(/-1|0|1/g) ?? [];
}

/** @param {string} tool @param {string[]} args */
function ask(tool, ...args) {
  return execFileSync(tool, args, { encoding: 'utf8' }).trim();
}

/** @param {string} path @param {string} tool @param {Pair[]} pairs @param {string[]} orders */
function writeTable(path, tool, pairs, orders) {
  if (orders.length !== pairs.length) throw new Error(`${tool} gave ${orders.length} answers to ${pairs.length} pairs.`);
  const rows = pairs.map(([a, b], at) => `${a} ${b} ${orders[at]}`);
  const head = `# Generated versions, answered by ${tool}. Made by testing/make-native-tables.mjs.`;
  writeFileSync(new URL(path, import.meta.url), `${[head, ...rows].join('\n')}\n`);
}
