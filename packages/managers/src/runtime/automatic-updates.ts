/**
 * Whether the system updates itself beside us: apt's periodic jobs with unattended-upgrades (/usr/lib/apt/apt.systemd.daily, its comment names the settings), or dnf's timers
 * (dnf-automatic(8)). Only read; nothing is switched.
 */
import type { AutomaticUpdates, ManagerId } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';

const question = { timeoutMs: 10_000, maxOutputBytes: 64 * 1024 };

/** By what is there of package managers; null: none of them has such a thing, or it could not be read. What installs counts before what is off. */
export async function readAutomaticUpdates(machine: Machine, managers: readonly ManagerId[]): Promise<AutomaticUpdates | null> {
  const answers: AutomaticUpdates[] = [];
  for (const ask of [...(managers.includes('apt') ? [askApt] : []), ...(managers.includes('dnf') ? [askDnf] : [])]) {
    const answer = await ask(machine);
    if (answer === null) return null;
    answers.push(answer);
  }
  const rank = ['installs', 'downloads', 'off'] as const;
  return answers.toSorted((a, b) => rank.indexOf(a.state) - rank.indexOf(b.state))[0] ?? null;
}

const aptTimer = 'apt-daily-upgrade.timer';

async function askApt(machine: Machine): Promise<AutomaticUpdates | null> {
  const asked = await machine.run(['apt-config', 'dump', 'APT::Periodic'], question);
  if (asked.notStarted !== null || asked.exitCode !== 0) return null;
  const value = (name: string): string | undefined => new RegExp(`^APT::Periodic::${name} "([^"]*)";`, 'mu').exec(asked.stdout)?.[1];
  const days = value('Unattended-Upgrade');
  if (isOff(value('Enable') ?? '1')) return { state: 'off', detail: 'APT::Periodic::Enable is 0' };
  if (isOff(days ?? '0')) return { state: 'off', detail: 'APT::Periodic::Unattended-Upgrade is not set' };
  if (!(await machine.exists('/usr/bin/unattended-upgrade'))) return { state: 'off', detail: 'unattended-upgrades is not installed' };
  const timer = await isEnabled(machine, aptTimer);
  if (timer === null) return null;
  return timer
    ? { state: 'installs', detail: `unattended-upgrades: APT::Periodic::Unattended-Upgrade is ${days}, and ${aptTimer} is enabled` }
    : { state: 'off', detail: `${aptTimer} is not enabled` };
}

function isOff(days: string): boolean {
  return days === '' || days === '0';
}

/** The first two leave it to their configuration what they do; the third installs whatever that says. */
const dnfTimers = ['dnf-automatic.timer', 'dnf5-automatic.timer', 'dnf-automatic-install.timer'] as const;
const dnfConfigurations = ['/etc/dnf/automatic.conf', '/etc/dnf/dnf5-plugins/automatic.conf'];

async function askDnf(machine: Machine): Promise<AutomaticUpdates | null> {
  for (const timer of dnfTimers.toReversed()) {
    const enabled = await isEnabled(machine, timer);
    if (enabled === null) return null;
    if (!enabled) continue;
    if (timer === 'dnf-automatic-install.timer') return { state: 'installs', detail: `${timer} is enabled` };
    const texts = await Promise.all(dnfConfigurations.map((path) => machine.readFile(path)));
    const applies = texts.some((text) => /^\s*apply_updates\s*=\s*(?:yes|true|1|on)\s*$/imu.test(text ?? ''));
    return { state: applies ? 'installs' : 'downloads', detail: `${timer} is enabled, and apply_updates is ${applies ? 'yes' : 'no'}` };
  }
  return { state: 'off', detail: 'No timer of dnf-automatic is enabled' };
}

/** systemctl(1): `enabled` and its kin on stdout; a unit that is not there is said on stderr, or as `not-found`. null: systemd was not to be asked. */
async function isEnabled(machine: Machine, unit: string): Promise<boolean | null> {
  const asked = await machine.run(['systemctl', 'is-enabled', unit], question);
  if (asked.notStarted !== null || asked.timedOut) return null;
  const word = asked.stdout.trim();
  if (word === '' && !/no such file|not found|does not exist/iu.test(asked.stderr)) return null;
  return word === 'enabled' || word === 'enabled-runtime';
}
