/** A roll-back that a person orders later and that is no downgrade: whether a device can do it, by its own word, and what that does. */
import type { Change, LaterWay, Simulation, WayBack } from '../deployment/change.ts';

type Said = Pick<Simulation, LaterWay>;

/** Why its package manager can not, as the device said when it simulated; null: it can. */
export function whyNotBy(by: LaterWay, said: Said | null): string | null {
  const look = said?.[by];
  if (look === undefined) return 'The device did not say that its package manager has this way.';
  return look.possible ? null : look.because;
}

/** The same of a plan, whose share the device's agent would refuse as a whole where it does not know of it. */
export function whyNotPlanned(by: LaterWay, said: Said & Pick<Simulation, 'understands'>): string | null {
  return said.understands?.includes(`by-${by}`) === true
    ? whyNotBy(by, said)
    : 'The agent of this device is too old for it: update the agent, or propose a downgrade.';
}

/** The way back of such a roll-back: what was removed by it and did not come is not there to be replaced. */
export function backOfLater(by: LaterWay, wayBack: WayBack): WayBack {
  return wayBack.kind === 'downgrade' ? { ...wayBack, kind: by } : wayBack;
}

const mostNamed = 10;

/** What it does with exactly these changes, for whoever orders or approves it. */
export function laterInWords(by: LaterWay, changes: readonly Pick<Change, 'name' | 'from'>[]): string {
  const names = changes.filter(({ from }) => from !== null).map(({ name }) => name);
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const what = { reinstall: 'installs the old versions, from packages that are secured before' }[by];
  return `Removes ${names.slice(0, mostNamed).join(', ')}${more}, keeps the configuration, and ${what}. In between they are not there; nothing else is removed.`;
}
