import type { ReactNode } from 'react';
import { PatchRiskLines, PatchRiskMark } from '../../parts/PatchRisk.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Deployment } from './types.ts';

/** What is known against the updates that it brings, before and while they go out: whoever approves reads it, and whoever watches. */
export function PatchRisks({ deployment }: { deployment: Deployment }): ReactNode {
  const { patchRisks } = deployment;
  if (patchRisks.length === 0) return null;
  return (
    <Section
      title="What could go wrong"
      count={patchRisks.length}
      note="The patch risk of its updates, wherever they go; that of each device stands with its missing updates. It changes neither urgency nor deadline: it says how carefully to go."
    >
      <DataTable
        label="Updates of raised or high patch risk"
        rows={patchRisks}
        rowKey={(row) => `${row.manager} ${row.name} ${row.version}`}
        columns={[
          {
            id: 'update',
            title: 'Update',
            width: '28%',
            wraps: true,
            cell: (row) => <Name of={`${row.name} ${row.version}`} strong wraps />,
          },
          { id: 'risk', title: 'Patch risk', width: '140px', cell: (row) => <PatchRiskMark risk={row.patchRisk} /> },
          { id: 'why', title: 'Why', wraps: true, cell: (row) => <PatchRiskLines risk={row.patchRisk} /> },
        ]}
        empty={<Empty title="None">Nothing is known that makes one of its updates risky.</Empty>}
      />
    </Section>
  );
}
