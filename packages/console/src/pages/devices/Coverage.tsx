import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { SupportDecision } from '../../parts/support-marks.tsx';
import { paths } from '../../paths.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Age } from '../../ui/Time.tsx';

type Answer = CallOutput<'getDeviceFindings'>;
type Feed = Answer['coverage']['feeds'][number];

/** By whose word, and how old that is; or that nothing can be said, and why. */
export function CoverageNotice({ coverage }: { coverage: Answer['coverage'] }): ReactNode {
  const isOld = coverage.feeds.some(({ state }) => state !== 'current');
  return (
    <Notice
      status={coverage.known ? (isOld ? 'attention' : 'good') : 'unknown'}
      title={coverage.known ? 'What could be seen' : 'What this device has is not known'}
      action={<a href={paths.settings({ tab: 'feeds' })}>Feeds</a>}
    >
      <Name of={coverage.why} wraps />
      {coverage.settling && ' It is being compared right now; look again in a moment.'}
      <Explain question="By which feeds, and how old?" reasons={[...coverage.feeds, ...coverage.facts].map(reasonOf)} />
    </Notice>
  );
}

function reasonOf(feed: Feed) {
  return {
    key: feed.id,
    text: (
      <>
        {feed.name}: <Age at={feed.at} absent="never taken" />
      </>
    ),
    source: feed.why,
  };
}

/** How long the maker of the system mends it. Supported without a worry is not worth a line of the page. */
export function LifecycleNotice({ lifecycle, client }: { lifecycle: Answer['lifecycle']; client: string }): ReactNode {
  const { state, release, decision } = lifecycle;
  if (state === 'supported' && release?.standing !== 'ending') return null;
  const isPast = state === 'ended' || state === 'extended-only';
  const status = state === 'unknown' ? 'unknown' : isPast && decision?.state !== 'decided' ? 'failing' : 'attention';
  const open = release === null ? '' : `${release.product}/${release.cycle}`;
  return (
    <Notice
      status={status}
      title={release?.standing === 'ending' || state === 'supported' ? 'The support of its system ends soon' : titles[state]}
      action={decision === null ? undefined : <a href={paths.risk({ tab: 'support', client, open })}>Devices and decisions</a>}
    >
      <Name of={lifecycle.why} wraps />
      {lifecycle.feed !== null && (
        <>
          {' '}
          By {lifecycle.feed.name}, confirmed <Age at={lifecycle.feed.at} absent="never" />.
        </>
      )}
      {decision !== null && (
        <div>
          <SupportDecision decision={decision} /> {decision.state !== 'open' && <Name of={decision.why} wraps />}{' '}
          {decision.id === null && <a href={paths.risk({ tab: 'support', client, open, do: 'decide' })}>Decide…</a>}
        </div>
      )}
    </Notice>
  );
}

const titles = {
  'security-only': 'Its system gets security fixes only',
  'extended-only': 'The regular support of its system is over',
  ended: 'The support of its system has ended',
  unknown: 'How long its system is supported is not known',
} as const;
