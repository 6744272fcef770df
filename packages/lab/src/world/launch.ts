/**
 * Started as a program: `node launch.ts GROUP… -- PROGRAM ARGUMENT…` enters the control groups, then becomes the program.
 * It must be a process of its own, because a group is entered before the program begins or not at all.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const words = process.argv.slice(2);
const split = words.indexOf('--');
const [program, ...rest] = words.slice(split + 1);
if (split === -1 || program === undefined || process.execve === undefined) {
  process.stderr.write('usage: node launch.ts GROUP... -- /absolute/program ARGUMENT...\n');
  process.exit(2);
}
for (const group of words.slice(0, split)) writeFileSync(join(group, 'cgroup.procs'), String(process.pid));
process.execve(program, [program, ...rest], process.env);
