import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { answerText, kindWords, scopeText, StandingMark } from '../../parts/decisions.tsx';
import { paths } from '../../paths.ts';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';

type Decision = CallOutput<'getDecision'>;

/** Every word of a decision, in the order in which one asks for them. */
export function DecisionFacts({ decision }: { decision: Decision }): ReactNode {
  const { about, workaround, replacement, revoked } = decision;
  const facts: Fact[] = [
    {
      name: 'State',
      value: <StandingMark decision={decision} />,
      note: revoked === null ? undefined : <Name of={revoked.because} wraps />,
    },
    { name: 'Decision', value: kindWords[decision.kind], note: decision.made === 'rule' ? 'Made by a rule of the policy.' : undefined },
    {
      name: 'About',
      value: <Name of={decision.title} wraps />,
      note:
        about.kind === 'advisory' && about.ids.join() !== about.id ? (
          `It named: ${about.ids.join(', ')}. What it names later is not decided by this.`
        ) : about.kind === 'lifecycle' ? (
          <a href={paths.risk({ tab: 'support', client: decision.clientId, open: `${about.product}/${about.cycle}` })}>
            Which devices have it
          </a>
        ) : undefined,
    },
    {
      name: 'Client',
      value: (
        <a href={paths.client(decision.clientId)}>
          <Name of={decision.clientName} />
        </a>
      ),
    },
    { name: 'Holds for', value: scopeText(decision, 20) },
    { name: 'We recommended', value: <Name of={decision.recommendation} wraps /> },
    {
      name: 'The client',
      value: answerText(decision),
      note: decision.evidence === null ? undefined : <Name of={decision.evidence} wraps />,
    },
    { name: 'Reason', value: <Name of={decision.reason} wraps /> },
    ...(decision.compensatingControl === null
      ? []
      : [{ name: 'Meanwhile', value: <Name of={decision.compensatingControl} wraps />, note: 'what lowers the risk' }]),
    ...(replacement === null
      ? []
      : [
          { name: 'Takes its place', value: <Name of={replacement.what} wraps /> },
          { name: 'Sees to it', value: <Name of={replacement.responsible} /> },
        ]),
    ...(workaround === null ? [] : workaroundFacts(workaround)),
    { name: 'Begins', value: <Time at={decision.startsAt} /> },
    { name: 'Ends', value: <Time at={decision.endsAt} absent="not by itself" /> },
    { name: 'Review', value: <Time at={decision.reviewAt} absent="no day was set" /> },
    { name: 'Recorded', value: <Time at={decision.madeAt} />, note: <Name of={decision.madeBy} /> },
  ];
  return <KeyValue facts={facts} />;
}

function workaroundFacts(workaround: NonNullable<Decision['workaround']>): readonly Fact[] {
  return [
    { name: 'What is done', value: <Name of={workaround.what} wraps /> },
    {
      name: 'Its check',
      value: <Name of={workaround.check} wraps />,
      note: workaround.undoWhenFixed ? 'To be undone once the fix can be had.' : 'May stay; to be verified again once the fix can be had.',
    },
    { name: 'Last verified', value: <Time at={workaround.verifiedAt} absent="never: it protects nothing that is known" /> },
  ];
}
