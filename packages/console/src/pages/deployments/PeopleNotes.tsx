import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Run } from './types.ts';
import style from './deployments.module.css';

type Note = NonNullable<NonNullable<Run['result']>['people']>[number];

const words: Readonly<Record<Note['what'], string>> = {
  shown: 'was shown the message',
  'not-shown': 'could not be shown it',
  postponed: 'put it off',
  agreed: 'agreed',
  'not-postponed': 'wanted to put it off',
  'no-answer': 'no answer',
  'signed-out': 'signed out',
};

/** Whom the restart was announced to, and what they answered. */
export function PeopleNotes({ notes }: { notes: readonly Note[] }): ReactNode {
  if (notes.length === 0) return null;
  return (
    <div>
      <h3>The restart and the people there</h3>
      <ul className={style.plain}>
        {notes.map((note, index) => (
          <li key={`${note.at} ${index}`}>
            <Time at={note.at} />: {note.user !== null && <Name of={note.user} strong />} {words[note.what]}
            {where(note)}
            <div className={style.note}>
              <Name of={note.detail} wraps />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function where({ session, way }: Note): string {
  const parts = [session === null ? '' : `session ${session}`, way === null ? '' : `by ${way}`].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
