import type { ReactNode } from 'react';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { PolicyDetail } from './types.ts';

/** Every version that was saved, with its digest: each stays as it was, and deployments name the one that planned them. */
export function VersionsTab({ policy }: { policy: PolicyDetail }): ReactNode {
  return (
    <DataTable
      label="Versions of this policy"
      rows={policy.versions.toSorted((a, b) => b.version - a.version)}
      rowKey={(row) => String(row.version)}
      columns={[
        {
          id: 'version',
          title: 'Version',
          width: '140px',
          cell: (row) => `${row.version}${row.version === policy.version ? ' (in force)' : ''}`,
        },
        { id: 'saved', title: 'Saved', width: '260px', cell: (row) => <Time at={row.savedAt} /> },
        { id: 'by', title: 'By', width: '20%', cell: (row) => <Name of={row.savedBy} /> },
        {
          id: 'digest',
          title: 'Digest',
          wraps: true,
          cell: (row) => <Fingerprint label={`Digest of version ${row.version}`} text={row.digest} />,
        },
      ]}
      empty={<Empty title="No version">The first save makes one.</Empty>}
    />
  );
}
