import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/Name.tsx';
import type { ProposalDevice } from './types.ts';
import style from './deployments.module.css';

const most = 3;

/** Updates that decisions, or the policy of the device, keep off a device of a proposal, each with the way to its decision: to let it in, one ends that. */
export function DecidedOut({ device, all = false }: { device: ProposalDevice; all?: boolean }): ReactNode {
  const shown = all ? device.leftOut : device.leftOut.slice(0, most);
  if (shown.length === 0) return null;
  return (
    <ul className={style.lines}>
      {shown.map((one) => (
        <li key={`${one.what} ${one.decisionId ?? ''}`}>
          <Name of={`${one.what} is left out. ${one.why}`} wraps />
          {one.decisionId !== null && (
            <>
              {' '}
              <a href={paths.exception(one.decisionId)}>Open the decision</a>
            </>
          )}
        </li>
      ))}
      {device.leftOut.length > shown.length && <li className={style.soft}>And {device.leftOut.length - shown.length} more.</li>}
    </ul>
  );
}
