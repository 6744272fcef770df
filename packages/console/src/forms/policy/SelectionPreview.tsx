import type { PolicyLevel } from '@fettle/core/policy';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { numbersInWords, type Selection, type SelectionLine, selectionWords } from '../../parts/selection-words.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import style from './policy.module.css';

type Props = {
  clientId: string;
  level: PolicyLevel;
  subjectId: string | null;
  /** What would be saved. */
  body: unknown;
};

/** What would be selected now if it were saved like this: numbers by decision, each with the updates behind it. */
export function SelectionPreview({ clientId, level, subjectId, body }: Props): ReactNode {
  const query = useQuery({
    ...reading('previewSelection', { params: { id: clientId }, body: { instead: { level, subjectId, body } } }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  return (
    <Section title="What would be selected now">
      <Loaded query={query} lines={4}>
        {(selection) => <Counts selection={selection} />}
      </Loaded>
    </Section>
  );
}

const shown = 30;

function Counts({ selection }: { selection: Selection }): ReactNode {
  const { counts, lanes, lines, devices, problems } = selection;
  if (problems.length > 0) return <p className={style.soft}>It is said once all fields can be read.</p>;
  if (counts.length === 0) return <p className={style.soft}>Its devices are offered nothing just now.</p>;
  return (
    <div className={style.stack}>
      {devices.looked < devices.all && (
        <p className={style.soft}>
          On the first {devices.looked} of {devices.all} devices.
        </p>
      )}
      {counts.map((one) => {
        const { status, word } = selectionWords[one.decision];
        const behind = lines.filter(({ decision }) => decision === one.decision);
        return (
          <details key={one.decision}>
            <summary>
              <StatusMark status={status} word={word} quiet /> <span className={style.soft}>{numbersInWords(one)}</span>
            </summary>
            <ul className={style.members}>
              {behind.slice(0, shown).map((line) => (
                <Line key={`${line.softwareId} ${line.lane ?? ''} ${line.sentence}`} line={line} />
              ))}
              {behind.length > shown && <li className={style.soft}>And {behind.length - shown} more.</li>}
            </ul>
          </details>
        );
      })}
      {lanes.length > 0 && (
        <>
          <h3>Selected, by lane</h3>
          <ul className={style.members}>
            {lanes.map((lane) => (
              <li key={lane.name}>
                <Name of={lane.name} strong /> <span className={style.soft}>{numbersInWords(lane)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Line({ line }: { line: SelectionLine }): ReactNode {
  return (
    <li>
      <Name of={`${line.name} ${line.version}`} wraps strong />{' '}
      <span className={style.soft}>
        on {line.devices} {line.devices === 1 ? 'device' : 'devices'}
        {line.lane !== null && (
          <>
            , lane <Name of={line.lane} />
          </>
        )}
      </span>
      <div className={style.soft}>
        <Name of={line.sentence} wraps />
      </div>
    </li>
  );
}
