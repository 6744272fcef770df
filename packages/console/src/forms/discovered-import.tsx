import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { FileImport } from './FileImport.tsx';
import type { LookedAt } from './FileImport.tsx';

/** A file of machines without an agent. */
export function DiscoveredImportForm({ clientId, onDone }: { clientId: string; onDone: () => void }): ReactNode {
  const [looked, setLooked] = useState<LookedAt | null>(null);
  const looking = useSaving('importDiscovered', (answer) => setLooked(answer));
  const taking = useSaving('importDiscovered', ({ changed }) => {
    toast('good', `${changed} ${changed === 1 ? 'machine' : 'machines'} taken`);
    onDone();
  });
  const params = { id: clientId };
  return (
    <FileImport
      intro="A line each, under the title name, and if you like kind, site, owner, tier, address, serial, mac, system, last seen and source. A machine that is known by its serial number, MAC address or name does not come in twice: what the line says of it is changed."
      description="CSV, as a spreadsheet writes it. Nothing is changed before you have seen what would be."
      looked={looked}
      onForget={() => setLooked(null)}
      look={{ ...looking, run: (csv) => looking.mutate({ params, body: { csv, dryRun: true } }) }}
      take={{ ...taking, run: (csv) => taking.mutate({ params, body: { csv, dryRun: false } }) }}
    />
  );
}
