import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
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
export function LifecycleNotice({ lifecycle }: { lifecycle: Answer['lifecycle'] }): ReactNode {
  if (lifecycle.state === 'supported') return null;
  const status = lifecycle.state === 'ended' ? 'failing' : lifecycle.state === 'unknown' ? 'unknown' : 'attention';
  return (
    <Notice status={status} title={titles[lifecycle.state]}>
      <Name of={lifecycle.why} wraps />
      {lifecycle.feed !== null && (
        <>
          {' '}
          By {lifecycle.feed.name}, confirmed <Age at={lifecycle.feed.at} absent="never" />.
        </>
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
