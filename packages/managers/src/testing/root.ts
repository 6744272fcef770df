/**
 * A small root for tests: this machine's own programs under an overlay, with a package database, sources and state of its own, in
 * namespaces that vanish with the process that holds them. The real apt and dpkg run in it and can touch nothing outside. It says of itself that it is a machine,
 * whatever this one is: a container never needs a restart. Needs root.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../machine/index.ts';
import { insideMachine } from './inside.ts';

export type TestRoot = {
  readonly machine: Machine;
  /** The same root as an ordinary user (uid 65534). */
  readonly asUser: Machine;
  close(): Promise<void>;
};

// The holder reads its standard input: when this process dies, however it dies, the namespaces and all in them go too.
const setUp = `
set -e
at=$1
base=$2
mount -t tmpfs -o size=512m,mode=755 tmpfs "$at"
mkdir "$at/upper" "$at/work" "$at/root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$at/upper,workdir=$at/work" "$at/root"
cd "$at/root"
for folder in proc sys dev run tmp var/lib/dpkg var/lib/apt var/cache/apt var/log etc/apt etc/dpkg var/lib/fettle; do mkdir -p "$folder"; done
mount -t proc proc proc
mount --rbind /dev dev
mkdir -p usr/local/bin
printf '#!/bin/sh\\necho none\\nexit 1\\n' > usr/local/bin/systemd-detect-virt; chmod 755 usr/local/bin/systemd-detect-virt
[ "$base" = / ] || { : > run/ready; cp /etc/resolv.conf etc/resolv.conf; exec chroot . cat; }
for folder in run tmp var/lib/dpkg var/lib/apt var/cache/apt var/log etc/apt etc/dpkg var/lib/fettle; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done
chmod 1777 tmp
mkdir -p run/lock var/lib/dpkg/info var/lib/dpkg/updates var/lib/dpkg/triggers var/lib/dpkg/parts var/lib/dpkg/alternatives var/log/apt
mkdir -p var/lib/apt/lists/partial var/lib/apt/periodic var/cache/apt/archives/partial
mkdir -p etc/apt/apt.conf.d etc/apt/preferences.d etc/apt/sources.list.d etc/apt/trusted.gpg.d etc/apt/keyrings etc/dpkg/dpkg.cfg.d
: > var/lib/dpkg/status; : > var/lib/dpkg/available
printf '0123456789abcdef0123456789abcdef\\n' > etc/machine-id
printf '#!/bin/sh\\nexit 0\\n' > usr/sbin/policy-rc.d; chmod 755 usr/sbin/policy-rc.d
: > run/ready
exec chroot . cat
`;

/**
 * Starts a root, or says what is missing. Close it, or let the process end. With `base`, a whole root of its own (mmdebstrap makes one),
 * everything is that root's, its package database too.
 */
export async function makeTestRoot(base = '/'): Promise<TestRoot> {
  if (process.getuid?.() !== 0) throw new Error('These tests drive the real package manager in a root of its own and must run as root.');
  const at = await mkdtemp(join(tmpdir(), 'fettle-root-'));
  const holder = spawn(
    'unshare',
    ['--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child', '--propagation', 'private', 'sh', '-c', setUp, 'root', at, base],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  const pid = await readyPid(holder);
  return {
    machine: insideMachine(pid),
    asUser: insideMachine(pid, 65_534),
    close: async () => {
      const ended = new Promise((resolve) => holder.once('exit', resolve));
      holder.kill('SIGKILL');
      await ended;
      await rm(at, { recursive: true, force: true });
    },
  };
}

async function readyPid(holder: ChildProcess): Promise<number> {
  let complaint = '';
  holder.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
  for (let look = 0; look < 500; look += 1) {
    if (holder.exitCode !== null) break;
    const children = await readFile(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').catch(() => '');
    const pid = Number(children.trim().split(' ')[0]);
    if (
      pid > 0 &&
      (await readFile(`/proc/${pid}/root/run/ready`, 'utf8').then(
        () => true,
        () => false,
      ))
    )
      return pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The test root did not start (it needs unshare, overlay and tmpfs mounts): ${complaint.trim()}`);
}
