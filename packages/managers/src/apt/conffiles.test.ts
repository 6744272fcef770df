import { expect, test } from 'vitest';
import { parseConffiles } from './conffiles.ts';

test('configuration files are read with their packages; obsolete ones are nobody’s', () => {
  const sum = 'd41d8cd98f00b204e9800998ecf8427e';
  const text = `=app\n\n /etc/app.conf ${sum}\n /etc/with space.conf ${sum}\n /etc/old.conf ${sum} obsolete\n /etc/fresh.conf newconffile\n=lib\n\n /etc/app.conf ${sum}\n`;
  expect(parseConffiles(text)).toEqual([
    { path: '/etc/app.conf', package: 'app', md5: sum },
    { path: '/etc/with space.conf', package: 'app', md5: sum },
  ]);
});
