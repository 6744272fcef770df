/** From vercmp(8) and PKGBUILD(5), with versions made up here. */
import { neverVersions, testOrder, testRefused } from '../testing/order-table.ts';

testOrder('arch', [
  ['1.0a', '<', '1.0b', 'vercmp(8): letters count up'],
  ['1.0b', '<', '1.0beta', 'vercmp(8): more of a word is newer'],
  ['1.0beta', '<', '1.0p', 'vercmp(8): words by ASCII'],
  ['1.0p', '<', '1.0pre', 'vercmp(8): no word has a meaning'],
  ['1.0pre', '<', '1.0rc', 'vercmp(8): no word has a meaning'],
  ['1.0rc', '<', '1.0', 'vercmp(8): a letter at the end is older than the end'],
  ['1.0', '<', '1.0.a', 'vercmp(8): but not behind a dot'],
  ['1.0.a', '<', '1.0.1', 'vercmp(8): and a number is newer still'],
  ['1', '<', '1.0', 'vercmp(8): more parts are newer'],
  ['1.0', '<', '1.1', 'vercmp(8): numbers'],
  ['1.1', '<', '1.1.1', 'vercmp(8): numbers'],
  ['1.1.1', '<', '1.2', 'vercmp(8): numbers'],
  ['1.2', '<', '2.0', 'vercmp(8): numbers'],
  ['2.0', '<', '3.0.0', 'vercmp(8): numbers'],
  ['1.0-1', '=', '1.0', 'a release that only one side has does not count'],
  ['1.0-1', '<', '1.0-2', 'releases count up'],
  ['1.0-1', '<', '1.0-1.1', 'rebuilds too'],
  ['1:1.0-1', '>', '2.0-1', 'the epoch decides first'],
  ['0:1.0-1', '=', '1.0-1', 'no epoch is epoch 0'],
  [':1.0-1', '=', '1.0-1', 'an empty epoch is epoch 0'],
  ['a:1', '=', 'a.1', 'an epoch that is no number is part of the version'],
  ['1.001', '=', '1.1', 'leading zeros do not count'],
  ['1.0', '=', '1_0', 'separators are equal to each other'],
  ['1..0', '>', '1.0', 'but more of them are newer'],
  ['1.0.', '>', '1.0', 'also at the end'],
  ['1.0~1', '=', '1.0^1', 'tilde and caret are only separators'],
  ['1.0~rc1', '>', '1.0', 'so a tilde does not make it older'],
  ['1.0.r12.g1a', '>', '1.0.r9.gff', 'revisions are numbers'],
  ['1-2-3', '<', '1-3-3', 'only the last hyphen starts the release'],
  ['18446744073709551616', '<', '18446744073709551617', 'numbers beyond 64 bits are exact'],
]);

testRefused('arch', '1.0-1', [...neverVersions, ['1.0 -1', 'a space inside'], ['1.0é', 'a letter beyond ASCII']]);
