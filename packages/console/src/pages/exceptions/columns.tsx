import { answerText, type DecisionRow, kindWords, scopeText, StandingMark } from '../../parts/decisions.tsx';
import { Name } from '../../ui/Name.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';

/** The columns of the register; whose a decision is only says something where all clients are in view. */
export function decisionColumns(showClient: boolean): readonly Column<DecisionRow>[] {
  return [
    { id: 'about', title: 'About', wraps: true, cell: (row) => <Name of={row.title} strong wraps /> },
    { id: 'kind', title: 'Decision', width: '112px', cell: (row) => kindWords[row.kind] },
    { id: 'state', title: 'State', width: '172px', wraps: true, cell: (row) => <StandingMark decision={row} /> },
    ...(showClient
      ? [{ id: 'client', title: 'Client', width: '13%', cell: (row) => <Name of={row.clientName} /> } satisfies Column<DecisionRow>]
      : []),
    { id: 'scope', title: 'Holds for', width: '14%', wraps: true, room: 'middle', cell: (row) => scopeText(row) },
    { id: 'said', title: 'Who said what', width: '15%', wraps: true, cell: answerText },
    {
      id: 'ends',
      title: 'Ends',
      width: '108px',
      cell: (row) => <Age at={row.endsAt} absent="not by itself" late={row.standing === 'expired'} />,
    },
    {
      id: 'review',
      title: 'Review',
      width: '108px',
      room: 'wide',
      cell: (row) => <Age at={row.reviewAt} absent="none" late={row.reviewDue} />,
    },
  ];
}
