/** lab-app: a program with a security update that works, then one whose installation fails. */
import type { LabPackage, PackageFile } from '../package.ts';

function program(version: string): readonly PackageFile[] {
  return [{ path: '/usr/bin/lab-app', content: `#!/bin/sh\necho lab-app ${version}\n`, mode: 0o755 }];
}

const failingPostinst = `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  echo "lab-app: migration failed" >&2
  exit 1
fi
`;

export const app: readonly LabPackage[] = [
  { name: 'lab-app', version: '1.0-1', suite: 'lab', changes: ['First release.'], files: program('1.0') },
  {
    name: 'lab-app',
    version: '1.1-1',
    suite: 'lab-security',
    changes: [
      'Security update.',
      'Fix path traversal (CVE-2099-10001).',
      'Fix heap overflow in parser (CVE-2099-10002) (Closes: #990001).',
    ],
    files: program('1.1'),
  },
  {
    name: 'lab-app',
    version: '1.2-1',
    suite: 'lab-security',
    changes: ['Fix a race in the parser (CVE-2099-10003). Its postinst always fails.'],
    files: program('1.2'),
    scripts: { postinst: failingPostinst },
  },
  /** Ships a file that belongs to lab-app: dpkg refuses to unpack it. */
  { name: 'lab-clash', version: '1.0-1', suite: 'lab', changes: ['First release, beside lab-app.'] },
  { name: 'lab-clash', version: '1.1-1', suite: 'lab', changes: ['Ships a file of lab-app by mistake.'], files: program('9') },
];
