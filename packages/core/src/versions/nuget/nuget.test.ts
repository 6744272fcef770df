/** From learn.microsoft.com/nuget/concepts/package-versioning and NuGet's VersionComparer, with versions made up here. */
import { neverVersions, testOrder, testRefused, type OrderRow } from '../testing/order-table.ts';

const rows: readonly OrderRow[] = [
  ['1.0.0', '=', '1.0.0', 'a version equals itself'],
  ['1', '=', '1.0.0.0', 'numbers that are missing are 0'],
  ['1.01.1', '=', '1.1.1', 'leading zeros do not count'],
  ['1.0.9', '<', '1.0.10', 'digits are numbers'],
  ['1.0.0', '<', '1.0.0.1', 'the fourth number counts'],
  ['1.0.0.1-alpha', '>', '1.0.0', 'before any pre-release'],
  ['1.0.0-alpha', '<', '1.0.0', 'a pre-release is older'],
  ['1.0.0-ALPHA', '=', '1.0.0-alpha', 'case does not count'],
  ['1.0.0-alpha', '<', '1.0.0-Beta', 'words by their letters'],
  ['1.0.0-alpha', '<', '1.0.0-alpha.1', 'more labels are newer'],
  ['1.0.0-alpha.9', '<', '1.0.0-alpha.10', 'numbers are numbers'],
  ['1.0.0-alpha9', '>', '1.0.0-alpha10', 'a word with a number is a word'],
  ['1.0.0-1', '<', '1.0.0-a', 'numbers are older than words'],
  ['1.0.0--5', '<', '1.0.0-4', 'a hyphen before digits is a sign'],
  ['1.0.0-2147483648', '>', '1.0.0-2147483647', 'a number beyond 32 bits is a word'],
  ['1.0.0+1', '=', '1.0.0+2', 'build metadata does not count'],
  ['2147483647.0', '>', '2147483646.0', 'the greatest number'],
];
const refused: readonly (readonly [string, string])[] = [
  ...neverVersions,
  ['v1.0', 'a leading v'],
  ['1.0.0.0.0', 'five numbers'],
  ['1.', 'an empty number'],
  ['2147483648.0', 'a number beyond 32 bits'],
  ['1.0-', 'an empty pre-release'],
  ['1.0-a..b', 'an empty label'],
  ['1.0-01', 'a leading zero in a numeric label'],
  ['1.0-a_b', 'an underscore'],
  ['1.0+', 'empty metadata'],
];

testOrder('nuget', rows);
testRefused('nuget', '1.0.0', refused);
testOrder('chocolatey', rows);
testRefused('chocolatey', '1.0.0', refused);
