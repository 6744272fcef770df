import { FileInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import style from './form.module.css';

/** What a file would change, and which of its lines can not be taken. */
export type LookedAt = {
  readonly changed: number;
  readonly changes: readonly { readonly line: number; readonly sentence: string }[];
  readonly wrong: number;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
};
type Way = { readonly run: (csv: string) => void; readonly isPending: boolean; readonly error: Error | null };
type Props = {
  readonly intro: string;
  readonly description: string;
  readonly looked: LookedAt | null;
  /** Another file is chosen: what was looked at counts no more. */
  readonly onForget: () => void;
  readonly look: Way;
  readonly take: Way;
};

const mostShown = 100;

/** A file of lines: first it is told what it would change, then it is taken whole or not at all. */
export function FileImport({ intro, description, looked, onForget, look, take }: Props): ReactNode {
  const [csv, setCsv] = useState<string | null>(null);
  const choose = async (file: File | null): Promise<void> => {
    onForget();
    const text = file === null ? null : await file.text();
    setCsv(text);
    if (text !== null) look.run(text);
  };
  const error = look.error ?? take.error;
  return (
    <div className={style.form}>
      {error !== null && <Problem error={error} />}
      <p>{intro}</p>
      <FileInput
        label="File"
        description={description}
        placeholder="Choose a .csv file"
        accept=".csv,text/csv"
        // What is shown must be of the file that is taken.
        disabled={look.isPending}
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
          reason={whyNot(looked, look.isPending)}
          loading={take.isPending}
          onClick={() => csv !== null && take.run(csv)}
        >
          Take it
        </ReasonButton>
      </div>
    </div>
  );
}

/** Null: it may be taken. */
function whyNot(looked: LookedAt | null, isLooking: boolean): string | null {
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
