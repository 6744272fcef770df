import { connect } from '../connection/api.ts';
import { screenOf } from '../output/screen.ts';
import { urgencyWordText } from '../output/urgency-word-text.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle urgency take-back ID`: the rules decide again. */
export function addUrgencyTakeBack(group: Group, { io, finish }: Session): void {
  online(group, 'take-back', 'what was said: the rules decide again')
    .argument('<id>', 'as `fettle urgency list` shows it')
    .requiredOption('--because <text>', 'why')
    .action(async (id, options) => {
      const { api } = connect(io, options);
      const word = await api('revokeUrgencyWord', { params: { id }, body: { because: options.because } });
      finish(options, { json: word, text: urgencyWordText(screenOf(io), word) });
    });
}
