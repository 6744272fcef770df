import { FileInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { toast } from '../ui/toast.ts';
import style from './form.module.css';

type Looked = CallOutput<'importRelations'>;
const mostShown = 100;

/** A file of hosts, dependencies and clusters: first it is told what it would change, then it is taken whole or not at all. */
export function RelationsImportForm({ clientId, onDone }: { clientId: string; onDone: () => void }): ReactNode {
  const [csv, setCsv] = useState<string | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const looking = useSaving('importRelations', (answer) => setLooked(answer));
  const taking = useSaving('importRelations', ({ changed }) => {
    toast('good', `${changed} changes taken`);
    onDone();
  });
  const choose = async (file: File | null): Promise<void> => {
    setLooked(null);
    const text = file === null ? null : await file.text();
    setCsv(text);
    if (text !== null) looking.mutate({ params: { id: clientId }, body: { csv: text, dryRun: true } });
  };
  const error = looking.error ?? taking.error;
  return (
    <div className={style.form}>
      {error !== null && <Problem error={error} />}
      <p>
        A line each, under the titles device, relation, other, and if you like most and do. Relation is runs on, depends on, or member of;
        other is a device or a cluster; do is add or remove.
      </p>
      <FileInput
        label="File"
        description="CSV, such as the export beside. Nothing is changed before you have seen what would be."
        placeholder="Choose a .csv file"
        accept=".csv,text/csv"
        // What is shown must be of the file that is taken.
        disabled={looking.isPending}
        onChange={(file) => void choose(file)}
      />
      {looked !== null && looked.wrong > 0 && (
        <Notice
          status="failing"
          title={`${looked.wrong} ${looked.wrong === 1 ? 'line' : 'lines'} can not be taken, so that nothing is`}
          live
        >
          <Lines all={looked.problems.map(({ line, message }) => ({ line, sentence: message }))} count={looked.wrong} />
        </Notice>
      )}
      {looked !== null && looked.wrong === 0 && (
        <Notice
          status={looked.changed === 0 ? 'unknown' : 'good'}
          title={looked.changed === 0 ? 'It changes nothing' : `It would change ${looked.changed}`}
          live
        >
          <Lines all={looked.changes} count={looked.changed} />
        </Notice>
      )}
      <div className={style.actions}>
        <ReasonButton
          variant="filled"
          reason={whyNot(looked, looking.isPending)}
          loading={taking.isPending}
          onClick={() => csv !== null && taking.mutate({ params: { id: clientId }, body: { csv, dryRun: false } })}
        >
          Take it
        </ReasonButton>
      </div>
    </div>
  );
}

/** Null: it may be taken. */
function whyNot(looked: Looked | null, isLooking: boolean): string | null {
  if (looked === null) return isLooking ? 'The file is looked at.' : 'Choose a file first.';
  if (looked.wrong > 0) return 'Mend the lines that can not be taken first.';
  return looked.changed === 0 ? 'Everything in it stands already.' : null;
}

function Lines({ all, count }: { all: readonly { readonly line: number; readonly sentence: string }[]; count: number }): ReactNode {
  return (
    <ul>
      {all.slice(0, mostShown).map(({ line, sentence }) => (
        <li key={`${line} ${sentence}`}>
          Line {line}: <Name of={sentence} wraps />
        </li>
      ))}
      {count > mostShown && <li>and {count - mostShown} more</li>}
    </ul>
  );
}
