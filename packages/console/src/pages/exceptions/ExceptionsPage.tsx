import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { RecordDecisionForm } from '../../forms/decision-record.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { number } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { decisionColumns } from './columns.tsx';
import { DecisionDrawer } from './DecisionDrawer.tsx';

const kinds = ['exception', 'replace', 'workaround', 'block', 'deploy'] as const;
const abouts = ['update', 'advisory', 'lifecycle'] as const;
const states = ['in-force', 'expired', 'ending', 'review-due', 'over', 'all'] as const;

/** The register of what was decided: what has ended stands on top. The row that is open has its own address. */
export function ExceptionsPage(): ReactNode {
  const { decisionId } = useParams({ strict: false }) as { decisionId?: string }; // this page stands at /exceptions and /exceptions/$decisionId
  const navigate = useNavigate();
  const me = useMe();
  const client = useClientInView();
  const { part, change } = useListState();
  const text = part('q');
  const kind = oneOf(part('kind'), kinds);
  const about = oneOf(part('about'), abouts);
  const state = oneOf(part('state'), states);
  const list = useRows('listDecisions', {
    query: {
      ...(client === undefined ? {} : { clientId: client }),
      ...(text === '' ? {} : { text }),
      ...(kind === undefined ? {} : { kind }),
      ...(about === undefined ? {} : { about }),
      ...(state === undefined ? {} : { state }),
    },
  });
  const query = { client, q: text, kind, about, state };
  const total = list.first?.total;
  const blocked = mayNot(me, 'decision.write', 'record decisions');
  return (
    <>
      <PageHeader
        title="Exceptions"
        lead="What was decided about updates, advisories, and systems and software past their support: what we recommended, what the client said, and until when it holds."
        actions={
          <ReasonButton variant="filled" reason={blocked} onClick={() => change({ do: 'decide' })}>
            Record a decision
          </ReasonButton>
        }
      />
      <FilterBar
        search={{ label: 'Package, CVE, reason or name', value: text }}
        filters={[
          {
            id: 'kind',
            label: 'Decision',
            value: kind ?? '',
            options: [
              { value: '', label: 'Any decision' },
              { value: 'exception', label: 'Exceptions' },
              { value: 'replace', label: 'Replacements' },
              { value: 'workaround', label: 'Workarounds' },
              { value: 'block', label: 'Blocks' },
              { value: 'deploy', label: 'To deploy' },
            ],
          },
          {
            id: 'about',
            label: 'About',
            value: about ?? '',
            options: [
              { value: '', label: 'About anything' },
              { value: 'update', label: 'Updates' },
              { value: 'advisory', label: 'Advisories' },
              { value: 'lifecycle', label: 'Systems and software past their support' },
            ],
          },
          {
            id: 'state',
            label: 'State',
            value: state ?? '',
            options: [
              { value: '', label: 'All that stand' },
              { value: 'expired', label: 'Have ended' },
              { value: 'ending', label: 'End within 30 days' },
              { value: 'review-due', label: 'Review is due' },
              { value: 'in-force', label: 'In force' },
              { value: 'over', label: 'Closed by a person' },
              { value: 'all', label: 'All, also closed ones' },
            ],
          },
        ]}
        onChange={change}
        summary={total === undefined ? undefined : `${number(total)} ${total === 1 ? 'decision' : 'decisions'}`}
      />
      <RowsTable
        label="Decisions"
        columns={decisionColumns(client === undefined)}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.exception(row.id, query)}
        current={decisionId ?? ''}
        empty={
          text !== '' || kind !== undefined || about !== undefined || state !== undefined ? (
            <Empty title="No decision fits">Nothing in the register fits the filters.</Empty>
          ) : (
            <Empty title="Nothing was decided yet" action={<a href={paths.updates({ client })}>Look at the updates</a>}>
              An urgent update is deployed, worked around, or accepted for a while. Open an update and decide; what was said, by whom and
              until when is kept here.
            </Empty>
          )
        }
      />
      {decisionId !== undefined && (
        <DecisionDrawer
          id={decisionId}
          onClose={() => void navigate({ href: paths.exceptions(query), resetScroll: false })}
          onNext={(id) => void navigate({ href: paths.exception(id, query), resetScroll: false })}
        />
      )}
      {part('do') === 'decide' && decisionId === undefined && blocked === null && (
        <DetailDrawer title="Record a decision" onClose={() => change({ do: '', advisory: '' })}>
          <RecordDecisionForm
            clientId={client}
            about={null}
            advisory={part('advisory')}
            onDone={(one) => void navigate({ href: paths.exception(one.id, query) })}
          />
        </DetailDrawer>
      )}
    </>
  );
}
