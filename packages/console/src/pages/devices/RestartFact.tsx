import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

type Runtime = NonNullable<Device['runtime']>;

/** Whether a restart is due, and who asked for it. */
export function RestartFact({ pending, since = null }: { pending: Runtime['restartPending']; since?: string | null }): ReactNode {
  if (pending === null) return <StatusMark status="unknown" word="not known" />;
  if (pending.length === 0) return 'none is due';
  return (
    <>
      <StatusMark status="attention" word="due" />
      {since !== null && (
        <>
          {' '}
          since <Age at={since} absent="" />
        </>
      )}
      <ul className={style.note}>
        {pending.map((reason) => (
          <li key={`${reason.kind} ${reason.detail}`}>
            <Name of={reason.detail} wraps />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Services that still run the code of before an update: the update is in, and does not yet protect. */
export function StaleServices({ services }: { services: Runtime['staleServices'] }): ReactNode {
  if (services === null) return <StatusMark status="unknown" word="not known" />;
  if (services.length === 0) return 'no service runs any';
  return (
    <>
      <StatusMark
        status="attention"
        word={services.length === 1 ? '1 service runs old code' : `${services.length} services run old code`}
      />
      <ul className={style.note}>
        {services.map((service) => (
          <li key={service.unit}>
            <Name of={service.unit} wraps />: <Name of={service.because} wraps />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Whether the system updates itself beside us: what it installs then, no window or freeze binds. */
export function AutomaticUpdates({ told }: { told: Runtime['automaticUpdates'] | undefined }): ReactNode {
  if (told === null || told === undefined) return <StatusMark status="unknown" word="not known" />;
  if (told.state === 'off') return 'off';
  return told.state === 'installs' ? <StatusMark status="attention" word="on: it installs at its own times" /> : 'on: it only downloads';
}
