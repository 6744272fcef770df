/** Commands in a virtual machine: over a port of its own (virtio-serial), so that its network may be down and nobody listens on it. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Ran } from '../world/run.ts';

/** One command after the other; each has its end. */
export type Line = {
  /** Runs a shell script inside. Throws where the machine goes off before it answered. */
  run(script: string, timeout: number): Promise<Ran>;
  end(): void;
};

const PORT = 'lab.line';

/** How QEMU offers the port: its end on this side is the Unix socket at `path`. */
export function lineArguments(path: string): readonly string[] {
  return [
    '-device',
    'virtio-serial-pci',
    '-chardev',
    `socket,id=line,path=${path},server=on,wait=off`,
    '-device',
    `virtserialport,chardev=line,name=${PORT}`,
  ];
}

/** Files inside that answer: one line in (`ID SECONDS SCRIPT`, the script as base64), one line out (`ID STATUS :STDOUT :STDERR`). */
export const lineFiles: Readonly<Record<string, string>> = {
  '/usr/local/sbin/lab-line': `#!/bin/sh
exec 3<>/dev/virtio-ports/${PORT}
while read -r id seconds script <&3; do
  printf %s "$script" | base64 -d >/run/lab-line.sh
  timeout -k 5 "$seconds" sh /run/lab-line.sh </dev/null >/run/lab-line.out 2>/run/lab-line.err
  printf '%s %s :%s :%s\\n' "$id" "$?" "$(base64 -w0 /run/lab-line.out)" "$(base64 -w0 /run/lab-line.err)" >&3
done
`,
  '/etc/systemd/system/lab-line.service': `[Unit]
Description=Commands of the lab

[Service]
ExecStart=/usr/local/sbin/lab-line
Restart=always
Environment=HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive
`,
  '/etc/udev/rules.d/99-lab-line.rules': `SUBSYSTEM=="virtio-ports", ATTR{name}=="${PORT}", TAG+="systemd", ENV{SYSTEMD_WANTS}+="lab-line.service"\n`,
};

/** timeout(1) says so where it had to end the command. */
const RAN_OUT = 124;
/** How much longer than the command itself its answer may take: emulated machines are slow. */
const GRACE = 30_000;

/** Opens the line to a machine that was started. What is asked before it listens is answered once it does. */
export async function openLine(path: string): Promise<Line> {
  const socket = await connected(path);
  const waiting = new Map<string, (ran: Ran | Error) => void>();
  let count = 0;
  let rest = '';

  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [id = '', status = '', stdout = ':', stderr = ':'] = line.split(' ');
      waiting.get(id)?.({
        status: Number(status),
        signal: null,
        stdout: decode(stdout),
        stderr: decode(stderr),
        timedOut: Number(status) === RAN_OUT,
      });
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const answer of waiting.values()) answer(new Error('the machine went off before it answered'));
  });

  async function run(script: string, timeout: number): Promise<Ran> {
    if (socket.destroyed) throw new Error('the machine is off');
    const id = `c${(count += 1)}`;
    const { promise, resolve } = Promise.withResolvers<Ran | Error>();
    waiting.set(id, resolve);
    const timer = setTimeout(
      () => resolve(new Error(`the machine did not answer within ${(timeout + GRACE) / 1000} s to: ${script}`)),
      timeout + GRACE,
    );
    socket.write(`${id} ${Math.ceil(timeout / 1000)} ${Buffer.from(script).toString('base64')}\n`);
    try {
      const answer = await promise;
      if (answer instanceof Error) throw answer;
      return answer;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  }
  return { run, end: () => socket.destroy() };
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function decode(field: string): string {
  return Buffer.from(field.slice(1), 'base64').toString();
}

/** The words of a command as one line for sh(1). */
export function quoted(argv: readonly string[]): string {
  return argv.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}
