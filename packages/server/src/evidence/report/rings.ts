/** Rings in their order: when each opened, how long it soaked, what its gate said. */
import { countRing, evidenceInWords, gateLabels } from '@fettle/core/deployment';
import type { GateAnswer, GateEvidence, Tone } from '@fettle/core/deployment';
import type { Material } from './build.ts';
import type { RingReport } from './types.ts';
import { namesIn, wordsFor } from './words.ts';

const tones: Readonly<Record<GateAnswer, Tone>> = {
  passed: 'good',
  failed: 'failing',
  'could not measure': 'unknown',
  'cannot tell': 'unknown',
};

export function ringsOf({ records, state }: Material): readonly RingReport[] {
  const words = wordsFor(namesIn(records, state), 'UTC');
  const shown = (evidence: GateEvidence | undefined) => (evidence === undefined ? [] : evidenceInWords(evidence, words));
  return state.header.rings.map((ring, index) => {
    const judged = records.events.findLast((event) => event.kind === 'ring-judged' && event.ring === index);
    const stands = state.rings[index];
    const counts = countRing(state, index);
    return {
      name: ring.name,
      devices: counts.devices,
      verified: counts.verified,
      openedAt: stands?.openedAt ?? null,
      soakUntil: stands?.soakUntil ?? null,
      answer: judged?.kind === 'ring-judged' ? gateLabels[judged.answer].label : null,
      answerTone: judged?.kind === 'ring-judged' ? tones[judged.answer] : 'neutral',
      judgedAt: judged?.at ?? null,
      detail: judged?.kind === 'ring-judged' ? [judged.detail, ...shown(judged.evidence)].join(' ') : null,
    };
  });
}
