import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { AuditRulesForm } from '../../forms/audit-rules-save.tsx';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Step = CallOutput<'getProcessAuditRules'>['steps'][number];

/** How often the process of all clients is audited, and the provider's own steps. */
export function AuditRules(): ReactNode {
  const query = useQuery(reading('getProcessAuditRules', {}));
  const blocked = mayNot(useMe(), 'checklist.write', 'change the rules of audits');
  const { part, change } = useListState();
  const close = (): void => change({ do: '' });
  return (
    <Section
      title="Audits of the process"
      note="A named person audits the twelve steps of each client. Steps of your own are judged in each audit by a person; they stand beside the twelve and do not count among them."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'audit-rules' })}>
          Change
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={3}>
        {(rules) => (
          <>
            <p>
              Once in {rules.months} {rules.months === 1 ? 'month' : 'months'}, where a client has no interval of its own.
              {rules.changed !== null && (
                <>
                  {' '}
                  Said by <Name of={rules.changed.by} /> <Time at={rules.changed.at} />: <Name of={rules.changed.because} wraps />
                </>
              )}
            </p>
            <DataTable
              label="Own steps"
              columns={columns}
              rows={rules.steps}
              rowKey={(row) => row.id}
              empty={<p>No step is added to the twelve.</p>}
            />
            {part('do') === 'audit-rules' && blocked === null && (
              <DetailDrawer title="Audits of the process" onClose={close}>
                <AuditRulesForm rules={rules} onDone={close} />
              </DetailDrawer>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

const columns: readonly Column<Step>[] = [
  { id: 'title', title: 'Own step', wraps: true, cell: ({ title }) => <Name of={title} wraps /> },
  { id: 'good', title: 'Good means', wraps: true, cell: ({ good }) => <Name of={good} wraps /> },
  { id: 'judge', title: 'Judged by', width: '200px', wraps: true, cell: ({ judge }) => <Name of={judge} wraps /> },
  { id: 'months', title: 'Holds', width: '120px', cell: ({ months }) => `${months} ${months === 1 ? 'month' : 'months'}` },
];
