import type { Change } from '@fettle/core/deployment';
import { differenceInWords, otherThanBefore } from '@fettle/core/verification';
import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import type { Run } from './types.ts';
import style from './deployments.module.css';

type Result = NonNullable<Run['result']>;

/** After going back: what is not as it was before the change. After a change that stands: the configuration that it brought or changed. Paths only. */
export function OtherThanBefore({ result, changes }: { result: Result; changes: readonly Change[] | null }): ReactNode {
  const { configuration } = result;
  if (wentBack(result) && changes !== null) {
    const { differs, notKnown } = otherThanBefore({ ...result, changes, packages: result.after?.packages ?? null, configuration });
    return (
      <div>
        <h3>Other than before the change</h3>
        {differs.length === 0 && <p className={style.note}>Nothing that was compared.</p>}
        <Lines lines={differs} />
        {notKnown.length > 0 && <p className={style.note}>{notKnown.join(' ')}</p>}
        <Kept configuration={configuration} />
      </div>
    );
  }
  if (configuration === undefined) return null;
  return (
    <div>
      <h3>Configuration since before the change</h3>
      <p className={style.note}>
        {configuration.after === null
          ? 'It could not be looked at again.'
          : configuration.differs.length === 0
            ? `${configuration.files} files compared, none differs.`
            : `${configuration.files} files compared; these differ:`}
        {configuration.notLookedAt > 0 && ` ${configuration.notLookedAt} were too large, too many or not readable.`}
      </p>
      <Lines lines={configuration.differs.map(differenceInWords)} />
      {configuration.more > 0 && <p className={style.note}>and {configuration.more} more</p>}
      <Kept configuration={configuration} />
    </div>
  );
}

/** By itself, because a person wanted it, or as a drill. */
function wentBack({ how, code, checksRolledBack }: Result): boolean {
  return how === 'rolled back' || code === 'drill.back' || checksRolledBack !== null;
}

function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  if (lines.length === 0) return null;
  return (
    <ul className={style.plain}>
      {lines.map((line) => (
        <li key={line}>
          <Name of={line} wraps />
        </li>
      ))}
    </ul>
  );
}

function Kept({ configuration }: { configuration: Result['configuration'] }): ReactNode {
  const kept = configuration?.kept ?? [];
  if (kept.length === 0) return null;
  return (
    <p className={style.note}>
      Edited on the device and kept as they are: <Name of={kept.map(({ path, package: of }) => `${path} (of ${of})`).join(', ')} wraps />
    </p>
  );
}
