/**
 * Processes that a command started and left behind, found by a mark in their environment: what forks twice and leads a session of its own has left the process
 * group, and is found by it all the same. Where there is systemd the unit's control group has ended them before.
 */
import { readdirSync, readFileSync } from 'node:fs';

const name = 'FETTLE_COMMAND';

/** As it stands in the environment of a command. */
export function markOf(token: string): string {
  return `${name}=${token}`;
}

/** Ends what bears the mark. Several rounds: what is being ended may be forking. */
export function endMarked(token: string): void {
  for (let round = 0; round < 5; round += 1) {
    const left = readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number)
      .filter((pid) => markIn(pid) === token);
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
  }
}

function markIn(pid: number): string | null {
  try {
    const found = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .find((one) => one.startsWith(`${name}=`));
    return found?.slice(name.length + 1) ?? null;
  } catch {
    // Ended meanwhile, or another user's where the agent is not root.
    return null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
