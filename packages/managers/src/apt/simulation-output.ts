/** The plan that `apt-get -s` prints: Inst, Conf, Remv and Purg lines. */
import { order } from './installed.ts';

export type PlannedInstall = { readonly name: string; readonly architecture: string; readonly from: string | null; readonly to: string };
export type SimulatedPlan = {
  /** Sorted by name, then architecture. */
  readonly installs: readonly PlannedInstall[];
  readonly removals: readonly string[];
  /** Set up only: packages that an earlier run left unfinished, beside those of `installs`. */
  readonly configures: readonly string[];
};

const install = /^Inst (?<name>[^\s:]+)(?::\S+)?(?: \[(?<from>[^\]\s]+)\])? \((?<to>\S+)(?: .*?)? \[(?<architecture>[^\]\s]+)\]\)/;

/** null: a line of the plan is not of the known form, so nobody may rely on the rest. */
export function parsePlan(text: string): SimulatedPlan | null {
  const installs: PlannedInstall[] = [];
  const removals: string[] = [];
  const configures: string[] = [];
  for (const line of text.split('\n')) {
    const verb = line.slice(0, 5);
    if (verb === 'Inst ') {
      const groups = install.exec(line)?.groups;
      if (!groups) return null;
      installs.push({
        name: groups['name'] ?? '',
        architecture: groups['architecture'] ?? '',
        from: groups['from'] ?? null,
        to: groups['to'] ?? '',
      });
    } else if (verb === 'Remv ' || verb === 'Purg ') {
      const name = line.split(' ')[1];
      if (!name) return null;
      removals.push(name);
    } else if (verb === 'Conf ') {
      const name = line.split(' ')[1];
      if (!name) return null;
      configures.push(name.split(':')[0] ?? name);
    }
  }
  const installed = new Set(installs.map((one) => one.name));
  return {
    installs: installs.toSorted((a, b) => order(a.name, b.name) || order(a.architecture, b.architecture)),
    removals: removals.toSorted(order),
    configures: configures.filter((name) => !installed.has(name)).toSorted(order),
  };
}
