import { Menu } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Name } from '../ui/Name.tsx';
import { type ClientChoice, ClientSwitch } from './ClientSwitch.tsx';
import { SchemeSwitch, useScheme } from './SchemeSwitch.tsx';
import style from './TopBar.module.css';

type Props = {
  client: ClientChoice | null;
  clients: readonly ClientChoice[] | null;
  onClient: (id: string | null) => void;
  onSearch: () => void;
  onHelp: () => void;
  person: { readonly name: string; readonly mail: string };
  onSignOut: () => void;
};

/** Client in view, search, the person's own things. */
export function TopBar({ client, clients, onClient, onSearch, onHelp, person, onSignOut }: Props): ReactNode {
  const scheme = useScheme();
  return (
    <>
      <ClientSwitch client={client} clients={clients} onChange={onClient} />
      <button type="button" className={style.search} onClick={onSearch} aria-label="Search or go to" aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={15} stroke={1.7} aria-hidden="true" />
        <span>Search</span>
        <span className={style.more}> or go to</span>
        <kbd className={style.keys}>Ctrl K</kbd>
      </button>
      <div className={style.right}>
        <SchemeSwitch />
        <Menu>
          <Menu.Target>
            <button type="button" className={style.plain} aria-label={`You: ${person.name}`}>
              <span className={style.initials} aria-hidden="true">
                {initials(person.name)}
              </span>
              <span className={style.person}>
                <Name of={person.name} />
              </span>
              <IconChevronDown size={13} stroke={1.8} aria-hidden="true" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              <Name of={person.mail} />
            </Menu.Label>
            <Menu.Item onClick={scheme.turn}>{scheme.dark ? 'Light colours' : 'Dark colours'}</Menu.Item>
            <Menu.Item onClick={onHelp} rightSection={<kbd>?</kbd>}>
              Keys
            </Menu.Item>
            <Menu.Item onClick={onSignOut}>Sign out</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </>
  );
}

/** The first letters of the first and last word, whatever script they are in; `?` where there are none. */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /\p{L}/u.test(word));
  const first = (word: string | undefined): string => word?.match(/\p{L}/u)?.[0] ?? '';
  const letters = first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '');
  return letters === '' ? '?' : letters.toUpperCase();
}
