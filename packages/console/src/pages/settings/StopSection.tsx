import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import style from './settings.module.css';
import { Time } from '../../ui/Time.tsx';

/** The panic stop: whether it is in force, and the line that puts it in force or lifts it. Devices honour it by its signature, not by the server's word. */
export function StopSection({ stop }: { stop: CallOutput<'getTrust'>['stop'] }): ReactNode {
  const stopped = stop?.state === 'stop';
  return (
    <Section
      title="Panic stop"
      note="Signed by an approver or the root key. Every agent that hears it begins nothing more, for all clients, until it is lifted."
    >
      <div className={style.stack}>
        {stopped ? (
          <Notice status="failing" title="A panic stop is in force: nothing is changed anywhere">
            Version {stop.version}, since <Time at={stop.at} />.
          </Notice>
        ) : (
          <Notice status="good" title="None is in force">
            {stop === null ? (
              'There has never been one.'
            ) : (
              <>
                The last one was lifted <Time at={stop.at} />.
              </>
            )}
          </Notice>
        )}
        <CommandLine
          where={
            stopped
              ? 'Lifts it, on a machine with an approver’s key or the root key'
              : 'Stops everything, on a machine with an approver’s key or the root key'
          }
          command={stopped ? 'fettle trust go --key KEYFILE' : 'fettle trust stop --key KEYFILE'}
        />
      </div>
    </Section>
  );
}
