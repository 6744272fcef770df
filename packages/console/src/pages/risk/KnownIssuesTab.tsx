import type { ReactNode } from 'react';
import { RecordIssueForm } from '../../forms/issue-record.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { number } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import { IssueDrawer } from './IssueDrawer.tsx';
import { IssueMark } from './IssueMark.tsx';

const states = ['resolved', 'all'] as const;

/** What makers or people have found against updates. One list for all clients. */
export function KnownIssuesTab(): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const text = part('q');
  const state = oneOf(part('state'), states);
  const source = oneOf(part('source'), ['feed', 'person']);
  const list = useRows('listKnownIssues', {
    query: {
      ...(text === '' ? {} : { text }),
      ...(state === undefined ? {} : { state }),
      ...(source === undefined ? {} : { source }),
    },
  });
  const total = list.first?.total;
  const blocked = mayNot(me, 'known-issue.write', 'record known issues');
  const open = part('issue');
  const isFiltered = text !== '' || state !== undefined || source !== undefined;
  return (
    <Section
      title="Known issues"
      note="What an update does wrong by its maker’s word, or by what you have seen. It raises the patch risk wherever that update is offered, at every client; urgency and deadline stay as they are."
      actions={
        <ReasonButton variant="filled" reason={blocked} onClick={() => change({ do: 'record', issue: '' })}>
          Record an issue
        </ReasonButton>
      }
    >
      <FilterBar
        search={{ label: 'Package, KB or words', value: text }}
        filters={[
          {
            id: 'state',
            label: 'State',
            value: state ?? '',
            options: [
              { value: '', label: 'Open' },
              { value: 'resolved', label: 'Resolved' },
              { value: 'all', label: 'Open and resolved' },
            ],
          },
          {
            id: 'source',
            label: 'Told by',
            value: source ?? '',
            options: [
              { value: '', label: 'Feeds and people' },
              { value: 'feed', label: 'Feeds' },
              { value: 'person', label: 'People' },
            ],
          },
        ]}
        onChange={change}
        summary={total === undefined ? undefined : `${number(total)} ${total === 1 ? 'issue' : 'issues'}`}
      />
      <RowsTable
        label="Known issues"
        columns={[
          { id: 'name', title: 'Update', width: '22%', wraps: true, cell: (row) => <Name of={row.name} strong wraps /> },
          { id: 'text', title: 'What happens', wraps: true, cell: (row) => <Name of={row.text} wraps /> },
          {
            id: 'condition',
            title: 'On',
            width: '20%',
            wraps: true,
            room: 'middle',
            cell: (row) => <Name of={row.condition ?? 'everything'} wraps />,
          },
          { id: 'state', title: 'State', width: '170px', cell: (row) => <IssueMark issue={row} /> },
          { id: 'by', title: 'Told by', width: '130px', room: 'wide', cell: (row) => <Name of={row.recordedBy} /> },
          { id: 'since', title: 'Since', width: '124px', room: 'middle', cell: (row) => <Age at={row.recordedAt} absent="not known" /> },
        ]}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.risk({ tab: 'known-issues', q: text, state, source, issue: row.id })}
        current={open}
        empty={
          isFiltered ? (
            <Empty title="No issue fits">Nothing that is known fits the filters.</Empty>
          ) : (
            <Empty title="Nothing is known against any update">
              Makers publish known issues on their pages; few of them in a form that a program reads. When one concerns you, record it:
              whoever is about to install that update sees it.
            </Empty>
          )
        }
      />
      {open !== '' && <IssueDrawer key={open} id={open} onClose={() => change({ issue: '', do: '' })} />}
      {part('do') === 'record' && open === '' && blocked === null && (
        <DetailDrawer title="Record a known issue" onClose={() => change({ do: '' })}>
          <RecordIssueForm onDone={(issue) => change({ do: '', issue: issue.id })} />
        </DetailDrawer>
      )}
    </Section>
  );
}
