/** Stand-ins of mission-critical devices in a deployment: whether they had the same change before and were well, and what follows where they had not. */
import { addDuration, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf } from './look.ts';
import { runsOf } from './runs.ts';
import type { RunState, StandInFact } from './types.ts';

/** `shown`: it had the change and was well through its soak. `awaited`: it may still show it. `lacking`: it will not, in this deployment. */
export type StandInShown = { readonly state: 'shown' | 'awaited' | 'lacking'; readonly sentence: string };

/** Null: nobody asks for a stand-in of this device. */
export function standInShown(look: Look, run: RunState): StandInShown | null {
  const fact = factsOf(look, run)?.standIn;
  if (fact === undefined) return null;
  const lacking = (sentence: string): StandInShown => ({ state: 'lacking', sentence });
  const { by } = fact;
  if (by === null) return lacking(`${fact.name} is mission-critical and has no stand-in.`);
  const who = `${fact.name} is represented by ${by.name}`;
  if (by.deviceId === null) return lacking(`${who}, outside of Fettle: what was tried there is not known here.`);
  const other = look.draft.runs[by.deviceId];
  if (other === undefined) return lacking(`${who}, which takes no part in this deployment.`);
  const ring = look.draft.header.rings[other.ring];
  const where = `in ring “${ring?.name ?? ''}”`;
  if (other.ring > run.ring) return lacking(`${who}, which changes only after it, ${where}.`);
  if (other.outcome === null) return { state: 'awaited', sentence: `${who}, which has the same change ${where} and is not done.` };
  if (other.outcome !== 'verified') return lacking(`${who}, which ended ${where} as ${other.outcome}.`);
  const wellAt = other.settledAt === null ? look.now : toMs(addDuration(other.settledAt, ring?.gate.soak ?? 'PT0S'));
  const stands = look.draft.rings[other.ring];
  // Whoever promotes a ring cuts its soak short; what stands for a mission-critical device stays well all of it.
  if ((stands?.phase === 'passed' && stands.promoted === undefined) || look.now >= wellAt)
    return { state: 'shown', sentence: `${who}, which had the same change ${where}, was verified and was well through its soak.` };
  return { state: 'awaited', sentence: `${who}, which was verified ${where} and must stay well through its soak.` };
}

/** Why a device is not sent its change yet, where its policy requires what its stand-in has not shown and nobody let it go on; null: nothing keeps it. */
export function standInWait(look: Look, run: RunState): StandInShown | null {
  const required = factsOf(look, run)?.standIn?.required === true;
  if (!required || isLetGo(look, run)) return null;
  const shown = standInShown(look, run);
  return shown === null || shown.state === 'shown' ? null : shown;
}

/** A person released the hold about this ring, with a reason: it goes for the devices that were lacking then, and a deployment gets no others. */
function isLetGo(look: Look, run: RunState): boolean {
  return look.draft.releases.some(({ reason, by, ring }) => reason === 'stand-in' && by !== 'engine' && ring === run.ring);
}

export type StandInEvidence = { readonly deviceId: string; readonly tested: boolean; readonly sentence: string };

/** What a ring that passes says for mission-critical devices of later rings: of those whose stand-in was in it, and of those of the next ring that nothing stands for. */
export function standInEvidence(look: Look, ring: number): readonly StandInEvidence[] {
  return runsOf(look.draft).flatMap((run): readonly StandInEvidence[] => {
    if (run.ring <= ring) return [];
    const fact: StandInFact | undefined = factsOf(look, run)?.standIn;
    const shown = standInShown(look, run);
    const other = look.draft.runs[fact?.by?.deviceId ?? ''];
    if (shown === null || (other?.ring !== ring && run.ring !== ring + 1)) return [];
    if (other !== undefined && other.ring < ring) return [];
    return [{ deviceId: run.deviceId, tested: shown.state === 'shown', sentence: shown.sentence }];
  });
}
