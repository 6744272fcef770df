import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import style from './TopBar.module.css';

/** Light or dark, one press; until it is pressed the system decides. */
export function SchemeSwitch(): ReactNode {
  const { dark, turn } = useScheme();
  return (
    <button type="button" className={`${style.plain} ${style.scheme}`} onClick={turn}>
      {dark ? <IconSun size={16} stroke={1.6} aria-hidden="true" /> : <IconMoon size={16} stroke={1.6} aria-hidden="true" />}
      <span>{dark ? 'Light' : 'Dark'}</span>
    </button>
  );
}

/** Which scheme is drawn now, and how to turn it. */
export function useScheme(): { readonly dark: boolean; readonly turn: () => void } {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme() === 'dark';
  return { dark, turn: () => setColorScheme(dark ? 'light' : 'dark') };
}
