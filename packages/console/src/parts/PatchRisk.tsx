/** What could go wrong with an update: a value of its own, beside urgency and deadline and never mixed with them. */
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Explain } from '../ui/Explain.tsx';
import { Name } from '../ui/Name.tsx';
import type { Status } from '../ui/status.ts';
import { StatusMark } from '../ui/StatusMark.tsx';

type Risk = CallOutput<'getUpdate'>['patchRisk'];

const looks: Readonly<Record<Risk['level'], { readonly status: Status; readonly word: string }>> = {
  low: { status: 'good', word: 'Low' },
  raised: { status: 'waiting', word: 'Raised' },
  high: { status: 'attention', word: 'High' },
};

export function PatchRiskMark({ risk }: { risk: Risk }): ReactNode {
  return <StatusMark {...looks[risk.level]} quiet={risk.level === 'low'} />;
}

/** Each reason on a line of its own, for tables. */
export function PatchRiskLines({ risk }: { risk: Risk }): ReactNode {
  return risk.reasons.map(({ code, sentence, link }) => (
    <div key={`${code} ${sentence}`}>
      <Name of={sentence} wraps /> {link !== null && <a href={link}>where it is told</a>}
    </div>
  ));
}

/** Each reason with the page on which its maker tells of it. */
export function PatchRiskReasons({ risk, open = true }: { risk: Risk; open?: boolean }): ReactNode {
  return (
    <Explain
      question="What could go wrong?"
      open={open}
      reasons={risk.reasons.map((reason) => ({
        key: `${reason.code} ${reason.sentence}`,
        text: <Name of={reason.sentence} wraps />,
        ...(reason.link === null ? {} : { source: <a href={reason.link}>where it is told</a> }),
      }))}
    />
  );
}
