import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Count } from '../../ui/Count.tsx';
import { type DayMark, DayStrip } from '../../ui/DayStrip.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { statuses } from '../../ui/status.ts';
import { type StepMark, StepStrip } from '../../ui/StepStrip.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { minutesFromNow } from './specimens.ts';
import style from './ui-page.module.css';

const names = [
  'Brandt & Söhne GmbH',
  '株式会社みどり',
  'شركة الواحة',
  'naïve\u202Egpj.exe',
  'a\u200Bb',
  'Z\u0351\u0346\u034Aa\u0311\u0352l\u0342\u033Ag\u0352\u0306o\u0350\u0357',
  '👩🏽‍🔧 Werkstatt',
  '   ',
  '\uD800x',
  '<script>alert(1)</script>',
];

const states = ['good', 'attention', 'failing', 'unknown'] as const;
const marks = Array.from({ length: 12 }, (_, index): StepMark => {
  const state = states[index % 4] ?? 'unknown';
  return { step: index + 1, title: 'A step', state };
});

const days = marks.map(({ step, state }): DayMark => ({ day: `2026-11-${String(step).padStart(2, '0')}`, state, computed: step > 4 }));

/** Status marks, times, counts and names. */
export function Words(): ReactNode {
  return (
    <div className={style.stack}>
      <div className={style.row}>
        {statuses.map((status) => (
          <StatusMark key={status} status={status} />
        ))}
      </div>
      <div className={style.row}>
        {statuses.map((status) => (
          <StatusMark key={status} status={status} quiet />
        ))}
      </div>
      <div className={style.row}>
        <StepStrip marks={marks} />
        <StepStrip marks={marks} href={paths.clients()} />
        <DayStrip days={days} />
      </div>
      <div className={style.row}>
        <Time at={minutesFromNow(-14)} zone="America/New_York" />
        <Time at={minutesFromNow(3000)} zone="Asia/Tokyo" />
        <Time at={null} />
        <Age at={minutesFromNow(-200)} />
        <Age at={minutesFromNow(-20_000)} late />
        <Age at={null} />
      </div>
      <div className={style.row}>
        <Count value={214} of={480} href={paths.devices()} label="devices" show />
        <Count value={12_480} href={paths.updates()} label="updates offered" show />
        <Count value={37} of={41} percent href={paths.devices()} label="devices verified" />
        <Count value={0} of={480} label="devices silent" show />
        <Count value={null} label="updates: the device could not be asked" />
      </div>
      <ul className={style.names}>
        {names.map((name) => (
          <li key={name}>
            <Name of={name} />
          </li>
        ))}
      </ul>
    </div>
  );
}
