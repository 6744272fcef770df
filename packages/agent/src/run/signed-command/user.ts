/** The user that a command runs as, by the device's own list of users (passwd(5)). */
import type { Machine } from '@fettle/managers/machine';

/** `isOther`: not the one that the agent itself runs as. */
export type User = {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly isOther: boolean;
};
export type UserFound = { readonly ok: true; readonly user: User } | { readonly ok: false; readonly detail: string };

/** Users of directories that only the network knows are not found: who a command runs as must not hang on the network. */
export async function findUser(machine: Machine, name: string, own = process.getuid?.() ?? -1): Promise<UserFound> {
  const list = (await machine.readFile('/etc/passwd')) ?? '';
  const [, , uid = '', gid = '', , home = ''] =
    list
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':') ?? [];
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return { ok: false, detail: `This device has no user ${name} in /etc/passwd.` };
  const isOther = Number(uid) !== own;
  if (isOther && own !== 0) return { ok: false, detail: `An agent that is not root can not run a command as ${name}.` };
  return { ok: true, user: { name, uid: Number(uid), gid: Number(gid), home: home.startsWith('/') ? home : '/', isOther } };
}
