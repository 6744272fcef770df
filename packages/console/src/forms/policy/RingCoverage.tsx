import { Button } from '@mantine/core';
import { traitKindWords } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import style from './policy.module.css';

type Coverage = NonNullable<CallOutput<'previewPolicy'>['coverage']>;
type Props = { coverage: Coverage; rings: readonly string[]; onUse: ((deviceIds: readonly string[]) => void) | null };

const shown = 12;

const standInMarks: Readonly<Record<Coverage['standIns'][number]['place'], string>> = {
  before: 'Tried first',
  same: 'Same ring',
  later: 'Too late',
  absent: 'Takes no part',
  outside: 'Not known',
  none: 'No stand-in',
};

/** Whether the devices that are tried first stand for those that follow, and which would do better. */
export function RingCoverage({ coverage, rings, onUse }: Props): ReactNode {
  const { gaps, suggestion, left, standIns, undecided, looked, devices } = coverage;
  const one = suggestion.length === 1;
  return (
    <Section title="What is tried first">
      <div className={style.stack}>
        {looked < devices && (
          <p className={style.soft}>
            Of the first {looked} of {devices} devices.
          </p>
        )}
        {rings.length < 2 ? (
          <p className={style.soft}>There is one ring: every device changes at once, and nothing is tried first.</p>
        ) : gaps.length === 0 ? (
          <StatusMark status="good" word="Each later ring has only what a ring before it has." quiet />
        ) : (
          <>
            <p>Later rings have what no ring before them has:</p>
            <ul className={style.members}>
              {gaps.slice(0, shown).map((gap) => (
                <li key={`${gap.ring} ${gap.kind} ${gap.value}`}>
                  <Name of={gap.value} strong wraps />{' '}
                  <span className={style.soft}>
                    ({traitKindWords[gap.kind]}), {gap.devices} {gap.devices === 1 ? 'device' : 'devices'} of ring{' '}
                    <Name of={rings[gap.ring] ?? ''} />: {gap.deviceNames.join(', ')}
                    {gap.devices > gap.deviceNames.length && ` and ${gap.devices - gap.deviceNames.length} more`}
                  </span>
                </li>
              ))}
              {gaps.length > shown && <li className={style.soft}>And {gaps.length - shown} more.</li>}
            </ul>
          </>
        )}
        {standIns.length > 0 && (
          <>
            <p>
              {standIns.filter(({ place }) => place === 'before').length} of {standIns.length} mission-critical{' '}
              {standIns.length === 1 ? 'device' : 'devices'} {standIns.length === 1 ? 'has its' : 'have their'} stand-in in a ring before{' '}
              {standIns.length === 1 ? 'its own' : 'their own'}:
            </p>
            <ul className={style.members}>
              {standIns.slice(0, shown).map((one) => (
                <li key={one.id}>
                  <StatusMark
                    status={one.place === 'before' ? 'good' : one.place === 'outside' ? 'unknown' : 'attention'}
                    word={`${standInMarks[one.place]}:`}
                    quiet
                  />{' '}
                  <Name of={one.sentence} wraps />
                </li>
              ))}
              {standIns.length > shown && <li className={style.soft}>And {standIns.length - shown} more.</li>}
            </ul>
          </>
        )}
        {undecided.map((group) => (
          <p key={group.group}>
            <StatusMark status="unknown" word="Not known" quiet />{' '}
            <Name
              of={`It can not be said whether ${group.deviceNames.join(', ')}${group.devices > group.deviceNames.length ? ` and ${group.devices - group.deviceNames.length} more` : ''} ${group.devices === 1 ? 'is' : 'are'} in group “${group.group}”, so ${group.devices === 1 ? 'it is' : 'they are'} not in its ring. ${group.because}`}
              wraps
            />
          </p>
        ))}
        {suggestion.length > 0 && rings.length > 1 && (
          <>
            <p>
              {one ? 'This device has' : `These ${suggestion.length} devices have between them`} what the others have:{' '}
              <Name of={suggestion.map(({ name }) => name).join(', ')} wraps />.
            </p>
            {left.length > 0 && (
              <p className={style.soft}>
                Nothing that may be suggested has <Name of={left.map(({ value }) => value).join(', ')} wraps />: only mission-critical
                devices, or such as others need.
              </p>
            )}
            {onUse !== null && (
              <div>
                <Button onClick={() => onUse(suggestion.map(({ id }) => id))}>
                  {one ? 'Use this one' : 'Use these'} in ring {rings[0]}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
    </Section>
  );
}
