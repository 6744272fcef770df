/** Whether what was changed beyond the first ring had been tested, in one word and one sentence: for the deployment, its report, and the checklist. */
import { count } from './holds.ts';
import type { DeploymentState } from './types.ts';

export type TestStanding = { readonly level: 'good' | 'attention' | 'failing'; readonly sentence: string };

/** Null: nothing of it has begun, or it is a drill. A roll-back is judged like any other deployment. */
export function testStanding(state: Pick<DeploymentState, 'header' | 'rings' | 'runs'>): TestStanding | null {
  const reached = state.rings.findLastIndex(({ phase }) => phase !== 'closed');
  const name = (ring: number) => state.header.rings[ring]?.name ?? '';
  // A drill tries a way back; what it changes goes back.
  if (reached < 0 || state.header.drill === true) return null;
  if (state.rings.length === 1) {
    const devices = Object.keys(state.runs).length;
    return devices === 1
      ? { level: 'attention', sentence: 'It is about one device: nothing was tried before it.' }
      : { level: 'failing', sentence: `It has one ring: ${count(devices, 'device')} changed without a test before them.` };
  }
  if (reached === 0) return { level: 'good', sentence: `It is being tried in ring “${name(0)}”; no other ring has begun.` };
  const shown = state.rings.slice(0, reached).map(({ evidence }) => evidence);
  const without = shown.findIndex((evidence) => evidence === undefined || evidence.verified === 0);
  if (without >= 0)
    return {
      level: 'failing',
      sentence: `Ring “${name(reached)}” was reached without test evidence: ${shown[without] === undefined ? `what ring “${name(without)}” showed was not kept` : `in ring “${name(without)}” no device was verified`}.`,
    };
  const all = shown.flatMap((evidence) => evidence ?? []);
  const went = all.flatMap(({ goOn }) => goOn).length;
  const promoted = all.filter((evidence) => evidence.promoted !== undefined).length;
  const lacking = all.flatMap(({ tests }) => tests).filter(({ result }) => result !== 'passed').length;
  const uncovered = new Set(all.flatMap(({ notCovered }) => notCovered)).size;
  // The last word on a device counts: its stand-in may have come later.
  const represented = new Map(all.flatMap(({ standIns = [] }) => standIns).map(({ deviceId, tested }) => [deviceId, tested]));
  const alone = [...represented].filter(([id, tested]) => !tested && (state.runs[id]?.ring ?? 0) <= reached).length;
  const reasons = [
    went > 0 ? `people let it go on ${went === 1 ? 'once' : `${went} times`}` : null,
    promoted > 0 ? `${count(promoted, 'ring')} passed by the word of a person before the test was over` : null,
    lacking > 0 ? `${count(lacking, 'test step')} did not pass` : null,
    alone > 0 ? `the stand-in of ${count(alone, 'mission-critical device')} had not shown the change` : null,
    uncovered > 0 ? 'later rings have what no ring before them has' : null,
  ].filter((reason) => reason !== null);
  const verified = all.reduce((sum, evidence) => sum + evidence.verified, 0);
  const steps = all.flatMap(({ tests }) => tests).length - lacking;
  const tried = `It was tried on ${count(verified, 'device')} before ring “${name(reached)}”${steps > 0 ? `, with ${count(steps, 'test step')} passed` : ''}`;
  return reasons.length === 0
    ? { level: 'good', sentence: `${tried}.` }
    : { level: 'attention', sentence: `${tried}; ${reasons.join(', ')}.` };
}
