import type { StepReceipt } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { absolute, duration, timeOfDay, viewerZone } from '../../ui/time.ts';
import { useNow } from '../../ui/now.ts';
import style from './deployments.module.css';

const stepWords: Readonly<Record<StepReceipt['step'], string>> = {
  lists: 'Refresh the lists',
  simulate: 'Simulate',
  get: 'Get the packages',
  'check-before': 'Check before',
  'before-change': 'Command before',
  'after-change': 'Command after',
  apply: 'Change',
  repair: 'Repair',
  restart: 'Restart',
  'check-after': 'Check after',
  scan: 'Scan',
  'roll-back': 'Roll back',
  'check-rolled-back': 'Check after the way back',
};

/** What each step on the device did, in the order in which it happened, with the programs that ran. */
export function Receipts({ receipts }: { receipts: readonly StepReceipt[] }): ReactNode {
  const now = useNow();
  return (
    <div>
      <h3>Receipts</h3>
      {receipts.length === 0 && <p className={style.note}>No step was begun.</p>}
      <ol>
        {receipts.map((receipt) => (
          <li key={`${receipt.step} ${receipt.startedAt}`} className={style.step}>
            <div className={style.stepHead}>
              <StatusMark status={receipt.ok ? 'good' : 'failing'} word={stepWords[receipt.step]} />
              <span className={style.small} title={absolute(receipt.startedAt, viewerZone(), now, true)}>
                {timeOfDay(receipt.startedAt, viewerZone())},{' '}
                {duration((Date.parse(receipt.endedAt) - Date.parse(receipt.startedAt)) / 1000)}
              </span>
            </div>
            {receipt.detail !== '' && (
              <div>
                <Name of={receipt.detail} wraps />
              </div>
            )}
            {receipt.trouble !== null && (
              <div className={style.small}>
                <Name of={receipt.trouble.cause} wraps /> Code {receipt.trouble.code}
              </div>
            )}
            {(receipt.commands.length > 0 || (receipt.trouble?.excerpt ?? '') !== '') && (
              <details className={style.fold}>
                <summary>What ran</summary>
                <pre className={style.pre}>{whatRan(receipt)}</pre>
              </details>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function whatRan(receipt: StepReceipt): string {
  const lines = receipt.commands.map(
    ({ argv, exitCode }) => `${argv.map(quoted).join(' ')}\n  ended with ${exitCode === null ? 'no exit code' : exitCode}`,
  );
  const said = receipt.trouble?.excerpt ?? '';
  return [...lines, ...(said === '' ? [] : [said])].join('\n');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
