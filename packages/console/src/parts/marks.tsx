/** Small things that several pages say in the same way: health, urgency, sizes, CVE ids. */
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { StatusMark } from '../ui/StatusMark.tsx';
import style from './marks.module.css';

type Health = CallOutput<'getDevice'>['health'];

export const healthWord: Readonly<Record<Health, string>> = {
  good: 'Good',
  attention: 'Needs attention',
  failing: 'Failing',
  unknown: 'Unknown',
};

/** A device's health with its reason as the word, where the reason is short enough for a table. */
export function HealthMark({ health, reason }: { health: Health; reason?: string }): ReactNode {
  return (
    <StatusMark status={health} word={reason === undefined || reason === '' ? healthWord[health] : reason} quiet={health === 'good'} />
  );
}

/** Urgent or normal. Urgent is no failure; it wants a decision. */
export function UrgencyMark({ urgency }: { urgency: 'urgent' | 'normal' }): ReactNode {
  return urgency === 'urgent' ? <StatusMark status="attention" word="Urgent" /> : <span className={style.normal}>Normal</span>;
}

/** CVE ids, a few of them; `null` is "not looked up yet", which differs from "none named". */
export function Cves({ cves, most = 2 }: { cves: readonly string[] | null; most?: number }): ReactNode {
  if (cves === null) return <span className={style.unknown}>not looked up yet</span>;
  if (cves.length === 0) return <span className={style.normal}>none named</span>;
  return (
    <span>
      {cves.slice(0, most).join(', ')}
      {cves.length > most && <span className={style.normal}> and {cves.length - most} more</span>}
    </span>
  );
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `12.4 MB`, by thousands. */
export function bytes(size: number): string {
  const step = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

/** `Debian GNU/Linux 12 (bookworm)` as `Debian 12`, for tables; anything else as it is. */
export function shortSystem(name: string): string {
  return name.replace(/^Debian GNU\/Linux (\S+)(?: \(.*\))?$/u, 'Debian $1');
}
