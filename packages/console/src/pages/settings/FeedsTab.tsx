import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { number } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { FeedDrawer } from './FeedDrawer.tsx';
import { FeedMark } from './FeedMark.tsx';

type Feed = CallOutput<'listFeeds'>['items'][number];

/** Where advisories come from, and how old what they say is. */
export function FeedsTab(): ReactNode {
  const { part, change } = useListState();
  const query = useQuery(reading('listFeeds', {}));
  const open = part('feed');
  return (
    <Section
      title="Feeds"
      count={query.data?.items.length ?? null}
      note="What is published about software. A feed that is late is shown as late; what it said before still counts."
    >
      <Loaded query={query} lines={8}>
        {({ items, source }) => (
          <div data-keep-scroll>
            {source === 'off' && (
              <Notice status="attention" title="This server fetches no feeds">
                It was started with FETTLE_FEEDS=off. What was taken before still counts, and grows old.
              </Notice>
            )}
            <DataTable
              label="Feeds"
              rows={items}
              rowKey={(row) => row.id}
              rowHref={(row) => paths.settings({ tab: 'feeds', feed: row.id })}
              current={open}
              columns={[
                { id: 'name', title: 'Feed', width: '30%', cell: (row) => <Name of={row.name} strong /> },
                { id: 'state', title: 'State', width: '160px', cell: (row) => <FeedMark feed={row} /> },
                { id: 'age', title: 'Confirmed', width: '140px', cell: (row) => <Age at={row.lastOkAt} absent="never" /> },
                { id: 'records', title: 'Records', width: '110px', align: 'end', cell: (row) => number(row.records) },
                {
                  id: 'problems',
                  title: 'Not readable',
                  width: '120px',
                  align: 'end',
                  room: 'middle',
                  cell: (row) => number(row.problems),
                },
                { id: 'parts', title: 'Parts', wraps: true, room: 'wide', cell: partsOf },
              ]}
              empty={<Empty title="No feeds">They are entered when the server starts.</Empty>}
            />
          </div>
        )}
      </Loaded>
      {open !== '' && <FeedDrawer id={open} onClose={() => change({ feed: '', do: '' })} />}
    </Section>
  );
}

function partsOf(feed: Feed): string {
  if (feed.partsAre === null) return 'all of it';
  return feed.parts.length > 0 ? feed.parts.join(', ') : `none: no device needs any of its ${feed.partsAre}`;
}
