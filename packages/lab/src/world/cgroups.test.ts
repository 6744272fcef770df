import { expect, test } from 'vitest';
import { systemdHierarchies } from './cgroups.ts';

const unified = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate';
const hybrid = [
  '31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755',
  '34 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
  '40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd',
  '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
].join('\n');

test.for([
  ['one hierarchy on a machine of today', unified, ['/sys/fs/cgroup']],
  ["both of systemd's on a machine with the two versions mixed", hybrid, ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified']],
  ['none where no control groups are mounted', '22 1 0:21 / /proc rw - proc proc rw\n', []],
] as const)('finds %s', ([, mountinfo, expected]) => {
  expect(systemdHierarchies(mountinfo)).toEqual(expected);
});
