/** The order of the desk: what is graver stands first. */

export type DeskRank = {
  readonly id: string;
  readonly urgent: boolean;
  readonly exploited: boolean;
  /** The highest; null: none is known. */
  readonly epss: number | null;
  readonly due: string | null;
  readonly devices: number;
};

/** Urgent before normal, known to be exploited, the higher EPSS, the sooner deadline, more devices; by id where all is equal. */
export function byGravity(a: DeskRank, b: DeskRank): number {
  return (
    Number(b.urgent) - Number(a.urgent) ||
    Number(b.exploited) - Number(a.exploited) ||
    (b.epss ?? -1) - (a.epss ?? -1) ||
    compareText(a.due ?? '\uFFFF', b.due ?? '\uFFFF') ||
    b.devices - a.devices ||
    compareText(a.id, b.id)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
