/** What is assumed where nobody says otherwise, and what may be assumed at all. */
import type { Assumptions } from './types.ts';

const hours = 3_600;

/** `checkInSeconds` is the server's own. Away and failing are set apart so that a preview shows something other than the best case. */
export function usualAssumptions(checkInSeconds: number): Assumptions {
  return {
    awayShare: 0,
    awaySeconds: 48 * hours,
    failShare: 0,
    refuseShare: 0,
    durationSpread: 0.25,
    restartSeconds: 120,
    reportSeconds: 30,
    secureSeconds: 60,
    checkInSeconds,
    approveAfterSeconds: 0,
    releaseAfterSeconds: null,
  };
}

/** Why these assumptions can not be simulated, as a sentence; null: they can. */
export function unusable(assumptions: Assumptions): string | null {
  const { awayShare, failShare, refuseShare, durationSpread } = assumptions;
  const shares = { awayShare, failShare, refuseShare, durationSpread };
  const bad = Object.entries(shares).find(([, value]) => !(value >= 0 && value <= 1));
  if (bad !== undefined) return `${bad[0]} is ${bad[1]}; a share lies between 0 and 1.`;
  if (!(failShare + refuseShare <= 1)) return 'More devices would fail or refuse than there are.';
  const { awaySeconds, restartSeconds, reportSeconds, secureSeconds, checkInSeconds, approveAfterSeconds, releaseAfterSeconds } =
    assumptions;
  const spans = { awaySeconds, restartSeconds, reportSeconds, secureSeconds, checkInSeconds, approveAfterSeconds, releaseAfterSeconds };
  const wrong = Object.entries(spans).find(([, value]) => value !== null && !(value >= 0 && value <= longest));
  if (wrong !== undefined) return `${wrong[0]} is ${wrong[1]}; it lies between 0 and ${longest} seconds.`;
  return checkInSeconds >= 1 ? null : 'Devices check in every second at most.';
}

/** 90 days: no deployment lasts longer. */
const longest = 90 * 24 * hours;
