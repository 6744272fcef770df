import { expect, test } from 'vitest';
import { wantedPath } from './serve-folder.ts';

test.for([
  ['/lab/dists/lab/InRelease', '/lab/dists/lab/InRelease'],
  ['/pool/n/nginx_1.22.1-9%2bdeb12u9_amd64.deb', '/pool/n/nginx_1.22.1-9+deb12u9_amd64.deb'],
  ['/a?b=c', '/a'],
  ['/../../etc/passwd', '/etc/passwd'],
  ['/%2e%2e/%2e%2e/etc/passwd', '/etc/passwd'],
  ['/..%2f..%2fetc/passwd', '/etc/passwd'],
  ['/a%00b', null],
  ['/%', null],
] as const)('%s means %s inside the folder', ([url, path]) => {
  expect(wantedPath(url)).toBe(path);
});
