import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import type { Status } from '../../ui/status.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';

type Feed = CallOutput<'listFeeds'>['items'][number];

const looks: Readonly<Record<Feed['state'], { readonly status: Status; readonly word: string }>> = {
  off: { status: 'unknown', word: 'Off' },
  never: { status: 'unknown', word: 'Not taken yet' },
  current: { status: 'good', word: 'Current' },
  trouble: { status: 'attention', word: 'Trouble' },
  held: { status: 'attention', word: 'Held' },
  late: { status: 'failing', word: 'Late' },
};

/** A feed's state by shape and word. */
export function FeedMark({ feed }: { feed: Pick<Feed, 'state'> }): ReactNode {
  const { status, word } = looks[feed.state];
  return <StatusMark status={status} word={word} />;
}
