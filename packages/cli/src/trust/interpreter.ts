/** Which program reads a script, by its first line (execve(2), interpreter scripts). */
import { usage } from '../refused.ts';

/** The program and its one argument, as the kernel reads them. Refused where the script does not say: what a device runs is signed, and not guessed. */
export function interpreterOf(script: Uint8Array): readonly string[] {
  const [first = ''] = Buffer.from(script.subarray(0, 1024)).toString('utf8').split('\n');
  const [, program, argument] = /^#![ \t]*(\/[^ \t\r]+)(?:[ \t]+([^\r]*[^ \t\r]))?[ \t\r]*$/.exec(first) ?? [];
  if (program === undefined)
    throw usage('The script does not begin with #! and the whole path of its interpreter, such as #!/bin/sh. Say it with --interpreter.');
  return argument === undefined ? [program] : [program, argument];
}
