/** From the shape of VS_FIXEDFILEINFO and of the "OS build" in Windows' release notes. */
import { neverVersions, testOrder, testRefused } from '../testing/order-table.ts';

testOrder('windows', [
  ['10.0.19045.4046', '=', '10.0.19045.4046', 'a build equals itself'],
  ['10.0.19045.4046', '<', '10.0.19045.4170', 'revisions count up'],
  ['10.0.19045.999', '<', '10.0.19045.1000', 'digits are numbers'],
  ['10.0.19045.4046', '<', '10.0.22621.1', 'the build decides first'],
  ['6.3.9600.99999', '<', '10.0.10240.0', 'the major number decides first'],
  ['10.0.19045', '=', '10.0.19045.0', 'numbers that are missing are 0'],
  ['10.0', '<', '10.0.1', 'numbers that are missing are 0'],
  ['4.8.04690.02', '=', '4.8.4690.2', 'leading zeros do not count'],
  ['1.0.0.4294967295', '>', '1.0.0.4294967294', 'the greatest number'],
]);

testRefused('windows', '10.0.19045.4046', [
  ...neverVersions,
  ['10', 'one number'],
  ['10.0.19045.4046.1', 'five numbers'],
  ['10..19045', 'an empty number'],
  ['10.0.19045.', 'a dot at the end'],
  ['10.0.19045.4294967296', 'a number beyond 32 bits'],
  ['10.0.19045.-1', 'a sign'],
  ['10.0.19045.4046 (WinBuild.160101.0800)', 'what Explorer shows behind it'],
  ['v10.0.19045', 'a letter'],
  ['22H2', 'a name'],
  ['١٠.٠', 'digits of another script'],
]);
