import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { FileImport } from './FileImport.tsx';
import type { LookedAt } from './FileImport.tsx';

/** A file of hosts, dependencies and clusters. */
export function RelationsImportForm({ clientId, onDone }: { clientId: string; onDone: () => void }): ReactNode {
  const [looked, setLooked] = useState<LookedAt | null>(null);
  const looking = useSaving('importRelations', (answer) => setLooked(answer));
  const taking = useSaving('importRelations', ({ changed }) => {
    toast('good', `${changed} changes taken`);
    onDone();
  });
  const params = { id: clientId };
  return (
    <FileImport
      intro="A line each, under the titles device, relation, other, and if you like most and do. Relation is runs on, depends on, or member of; other is a device or a cluster; do is add or remove."
      description="CSV, such as the export beside. Nothing is changed before you have seen what would be."
      looked={looked}
      onForget={() => setLooked(null)}
      look={{ ...looking, run: (csv) => looking.mutate({ params, body: { csv, dryRun: true } }) }}
      take={{ ...taking, run: (csv) => taking.mutate({ params, body: { csv, dryRun: false } }) }}
    />
  );
}
