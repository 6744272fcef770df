import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Status } from '../../ui/status.ts';
import { TimeLine } from '../../ui/TimeLine.tsx';

type Decision = CallOutput<'getDecision'>;

const words: Readonly<Record<Decision['history'][number]['what'], { readonly status: Status | null; readonly word: string }>> = {
  recorded: { status: null, word: 'Recorded' },
  reviewed: { status: null, word: 'Reviewed: it stands, with new dates' },
  verified: { status: 'good', word: 'The check of the workaround has passed' },
  undone: { status: null, word: 'The workaround was undone' },
  revoked: { status: 'attention', word: 'Revoked' },
};

/** What became of a decision and of those that it reviewed, newest first. */
export function DecisionHistory({ decision }: { decision: Decision }): ReactNode {
  return (
    <Section title="What became of it">
      <TimeLine
        happenings={decision.history.toReversed().map((one, n) => ({
          key: String(n),
          at: one.at,
          status: words[one.what].status,
          what:
            one.decisionId === decision.id ? words[one.what].word : <a href={paths.exception(one.decisionId)}>{words[one.what].word}</a>,
          detail: <Name of={one.because} wraps />,
          by: <Name of={one.by} />,
        }))}
        empty="Nothing yet."
      />
    </Section>
  );
}
