import type { ReactNode } from 'react';
import { answerText, kindWords, scopeText, StandingMark } from '../../parts/decisions.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';

/** Leads to the form "Decide" for the open update. */
export function DecideButton(): ReactNode {
  const me = useMe();
  const { change } = useListState();
  return (
    <ReasonButton reason={mayNot(me, 'decision.write', 'record decisions')} onClick={() => change({ do: 'decide' })}>
      Decide…
    </ReasonButton>
  );
}

/** What was decided about an update, or about something that it ends. */
export function UpdateDecisions({ id, client }: { id: string; client: string | undefined }): ReactNode {
  const list = useRows('listDecisions', { query: { updateId: id, ...(client === undefined ? {} : { clientId: client }) } });
  return (
    <div>
      <h3>Decisions</h3>
      <RowsTable
        label="Decisions about this update"
        list={list}
        inside="drawer"
        rowKey={(row) => row.id}
        rowHref={(row) => paths.exception(row.id, { client })}
        columns={[
          {
            id: 'kind',
            title: 'Decision',
            width: '36%',
            wraps: true,
            cell: (row) => (
              <>
                <Name of={`${kindWords[row.kind]}: ${row.title}`} strong wraps />
              </>
            ),
          },
          {
            id: 'scope',
            title: 'Holds for',
            wraps: true,
            cell: (row) => (client === undefined ? <Name of={`${row.clientName}: ${scopeText(row)}`} wraps /> : scopeText(row)),
          },
          { id: 'said', title: 'Who said what', width: '22%', wraps: true, cell: answerText },
          { id: 'state', title: 'State', width: '22%', wraps: true, cell: (row) => <StandingMark decision={row} /> },
        ]}
        empty={<Empty title="Nothing was decided">Deploy it, work around it, accept it for a while, or block it: press Decide.</Empty>}
      />
    </div>
  );
}
