import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Query } from '../paths.ts';
import { areas } from './areas.ts';
import style from './BottomBar.module.css';

/** The areas on a phone: the first four within reach of a thumb, the others behind More. */
export function BottomBar({ area, carry, waiting }: { area: string; carry: Query; waiting: number | null }): ReactNode {
  const rest = areas.slice(4);
  return (
    <nav className={style.bar} aria-label="Areas, on a phone">
      {areas.slice(0, 4).map((one) => (
        <a key={one.id} href={one.href(carry)} className={style.item} aria-current={one.id === area ? 'page' : undefined}>
          <one.icon size={20} stroke={1.6} aria-hidden="true" />
          {one.label}
          {one.id === 'today' && waiting !== null && waiting > 0 && (
            <span className={style.badge}>
              {waiting}
              <span className="visually-hidden"> waiting for a person</span>
            </span>
          )}
        </a>
      ))}
      <Menu position="top-end">
        <Menu.Target>
          <button type="button" className={style.item} data-current={rest.some((one) => one.id === area) || undefined}>
            <IconDots size={20} stroke={1.6} aria-hidden="true" />
            More
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map((one) => (
            <Menu.Item
              key={one.id}
              component="a"
              href={one.href(carry)}
              leftSection={<one.icon size={18} stroke={1.6} aria-hidden="true" />}
              className={style.entry ?? ''}
            >
              {one.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
