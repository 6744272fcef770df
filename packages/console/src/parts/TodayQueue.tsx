import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import { Name } from '../ui/Name.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import { useNow } from '../ui/now.ts';
import { Age } from '../ui/Time.tsx';
import { todayKinds, type TodayItem } from './kinds.ts';
import style from './TodayQueue.module.css';

/** The things that wait for a person, each with why, since when, by when, and the one link that leads to settling it. */
export function TodayQueue({ items, showClient }: { items: readonly TodayItem[]; showClient: boolean }): ReactNode {
  const now = useNow();
  return (
    <ul className={style.queue}>
      {items.map((item) => (
        <li key={item.id} className={style.item}>
          <span className={style.kind}>
            <StatusMark status={todayKinds[item.kind].status} word={todayKinds[item.kind].word} />
          </span>
          <div className={style.words}>
            <a href={item.action.path} className={style.title}>
              <Name of={item.title} strong wraps />
            </a>
            <p className={style.why}>
              <Name of={item.why} wraps />
            </p>
          </div>
          <div className={style.side}>
            {showClient && item.clientId !== null && item.clientName !== null && (
              <a href={paths.client(item.clientId)} className={style.client}>
                <Name of={item.clientName} />
              </a>
            )}
            <span className={style.when}>
              {item.by === null ? (
                <>
                  <Age at={item.since} />
                </>
              ) : (
                <>
                  due <Age at={item.by} late={Date.parse(item.by) - now < 86_400_000} />
                </>
              )}
            </span>
          </div>
          <a href={item.action.path} className={style.action}>
            {item.action.label}
            <span className="visually-hidden">: {item.title}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
