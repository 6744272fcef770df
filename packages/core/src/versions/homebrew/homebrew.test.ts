/** From the tokens and rules of Homebrew's version.rb and pkg_version.rb, with versions made up here. */
import { neverVersions, testOrder, testRefused } from '../testing/order-table.ts';

testOrder('homebrew', [
  ['4.5', '=', '4.5', 'a version equals itself'],
  ['4.9', '<', '4.10', 'digits are numbers'],
  ['4.5', '=', '4.5.0', 'a 0 at the end does not count'],
  ['4.5', '<', '4.5.1', 'another number does'],
  ['4.05', '=', '4.5', 'leading zeros do not count'],
  ['4-5', '=', '4.5', 'separators are equal to each other'],
  ['4.5,612', '>', '4.5,611', 'a comma separates too'],
  ['4.5alpha2', '<', '4.5beta1', 'alpha before beta'],
  ['4.5beta2', '<', '4.5pre1', 'beta before pre'],
  ['4.5pre2', '<', '4.5rc1', 'pre before rc'],
  ['4.5rc2', '<', '4.5', 'rc before the release'],
  ['4.5', '<', '4.5-p1', 'a patch after it'],
  ['4.5', '<', '4.5.post1', 'a post-release too'],
  ['4.5rc1', '<', '4.5.post1', 'a post-release after an rc'],
  ['4.5rc9', '<', '4.5rc10', 'their numbers are numbers'],
  ['4.5rc', '=', '4.5rc0', 'no number is 0'],
  ['4.5a7', '=', '4.5ALPHA7', 'a with a number is alpha, in any case'],
  ['4.5b7', '=', '4.5-beta7', 'b with a number is beta'],
  ['4.5a', '>', '4.5', 'a alone is a letter, as in OpenSSL'],
  ['4.5a', '<', '4.5b', 'letters count up'],
  ['4.5a', '<', '4.5.1', 'a number is newer than a letter'],
  ['4-p7', '<', '4.1-p6', 'a number without a partner decides'],
  ['4.0-p7', '=', '4-p7', 'unless it is 0'],
  ['4.0.0', '<', '4.x', 'what is left on either side counts'],
  ['HEAD', '>', '99', 'HEAD is above all'],
  ['HEAD-1a2b3c', '=', 'HEAD', 'whatever its commit'],
  ['4.5_1', '>', '4.5', "Homebrew's own revision"],
  ['4.5_9', '<', '4.5_10', 'is a number'],
  ['4.5_2', '<', '4.6', 'and decides last'],
  ['4.5_2', '<', '4.5.0.1', 'also against a number'],
  ['4.18446744073709551617', '>', '4.18446744073709551616', 'numbers of any size are exact'],
]);

testRefused('homebrew', '4.5', [
  ...neverVersions,
  ['4 5', 'a space inside'],
  ['latest', 'a cask that does not know its version'],
  ['...', 'only separators'],
]);
