import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { SetFeedForm } from '../../forms/feed-set.tsx';
import { LetThroughForm } from '../../forms/feed-let-through.tsx';
import { bytes } from '../../parts/marks.tsx';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { number } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { FeedMark } from './FeedMark.tsx';
import style from './settings.module.css';

type Feed = CallOutput<'getFeed'>;

/** One feed: how it is and why, its files, what of it could not be read, and what a person may do about it. */
export function FeedDrawer({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const query = useQuery(reading('getFeed', { params: { id } }));
  return (
    <DetailDrawer title={query.data === undefined ? 'Feed' : <Name of={query.data.name} wraps />} onClose={onClose}>
      <Loaded query={query} lines={10}>
        {(feed) => <OneFeed feed={feed} />}
      </Loaded>
    </DetailDrawer>
  );
}

function OneFeed({ feed }: { feed: Feed }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const fetching = useSaving('fetchFeed', () => toast('running', 'It is fetched', 'The state here follows.'));
  const blocked = mayNot(me, 'feed.write', 'change or fetch feeds');
  const held = feed.files.find((file) => file.held !== null);
  if (part('do') === 'set-feed' && blocked === null) return <SetFeedForm feed={feed} onDone={() => change({ do: '' })} />;
  if (part('do') === 'let-through' && blocked === null && held !== undefined)
    return <LetThroughForm feed={feed} file={held} onDone={() => change({ do: '' })} />;
  return (
    <div className={style.feed}>
      <KeyValue
        facts={[
          { name: 'State', value: <FeedMark feed={feed} />, note: feed.why },
          { name: 'From', value: <Name of={feed.base} wraps /> },
          { name: 'Parts', value: feed.partsAre === null ? 'one' : feed.parts.join(', ') || 'none' },
          { name: 'Records', value: number(feed.records) },
          { name: 'Size', value: bytes(feed.bytes) },
          { name: 'Confirmed', value: <Age at={feed.lastOkAt} absent="never" />, note: `Late after ${feed.lateAfterHours} hours.` },
          { name: 'Asked', value: <Age at={feed.lastAttemptAt} absent="not yet" /> },
          { name: 'Next', value: <Time at={feed.nextAt} /> },
          { name: 'Made by', value: feed.attribution },
        ]}
      />
      <div className={style.actions}>
        <ReasonButton
          reason={blocked}
          loading={fetching.isPending}
          onClick={() =>
            fetching.mutate({ params: { id: feed.id } }, { onError: (error) => toast('failing', 'Not fetched', error.message) })
          }
        >
          Fetch now
        </ReasonButton>
        <ReasonButton reason={blocked} onClick={() => change({ do: 'set-feed' })}>
          Change
        </ReasonButton>
        {held !== undefined && (
          <ReasonButton reason={blocked} onClick={() => change({ do: 'let-through' })}>
            Look at the held file
          </ReasonButton>
        )}
      </div>
      <Section title="Files" count={feed.files.length}>
        <DataTable
          label="Files of this feed"
          rows={feed.files}
          rowKey={(row) => row.path}
          columns={[
            { id: 'path', title: 'File', wraps: true, cell: (row) => <Name of={row.path} wraps /> },
            { id: 'records', title: 'Records', width: '90px', align: 'end', cell: (row) => number(row.records) },
            {
              id: 'state',
              title: 'State',
              width: '40%',
              wraps: true,
              cell: (row) => row.held?.why ?? row.unreadable ?? <Age at={row.takenAt} absent="not taken" />,
            },
          ]}
          empty={<Empty title="No files yet">Nothing has come of this feed.</Empty>}
        />
      </Section>
      {feed.problemList.length > 0 && (
        <Section title="Records that could not be read" count={feed.problems}>
          <DataTable
            label="Records that could not be read"
            rows={feed.problemList.map((row, n) => ({ ...row, n }))}
            rowKey={(row) => String(row.n)}
            columns={[
              { id: 'where', title: 'Where', width: '40%', wraps: true, cell: (row) => <Name of={row.where} wraps /> },
              { id: 'why', title: 'Why', wraps: true, cell: (row) => row.why },
            ]}
            empty={<Empty title="None">Every record could be read.</Empty>}
          />
        </Section>
      )}
    </div>
  );
}
