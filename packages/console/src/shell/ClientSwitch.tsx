import { Combobox, useCombobox } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { plainName } from '../ui/name-text.ts';
import { Name } from '../ui/Name.tsx';
import style from './TopBar.module.css';

export type ClientChoice = { readonly id: string; readonly name: string };

type Props = { client: ClientChoice | null; clients: readonly ClientChoice[] | null; onChange: (id: string | null) => void };

/** Which client the pages show. Switching keeps the page; `All clients` is a choice like any other. */
export function ClientSwitch({ client, clients, onChange }: Props): ReactNode {
  const [sought, seek] = useState('');
  const box = useCombobox({
    onDropdownClose: () => {
      box.resetSelectedOption();
      seek('');
    },
    onDropdownOpen: () => box.focusSearchInput(),
  });
  // While one types, Enter takes the first that is found.
  useEffect(() => {
    if (sought !== '') box.selectFirstOption();
  }, [sought, box]);
  const wanted = sought.trim().toLocaleLowerCase();
  const found = (clients ?? []).filter((one) => one.name.toLocaleLowerCase().includes(wanted));
  return (
    <Combobox
      store={box}
      width={300}
      position="bottom-start"
      onOptionSubmit={(id) => {
        onChange(id === '' ? null : id);
        box.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button">
        <button
          type="button"
          className={`${style.plain} ${style.client} ${client === null ? '' : style.clientOn}`}
          onClick={() => box.toggleDropdown()}
          aria-label={`Client in view: ${client === null ? 'all clients' : plainName(client.name)}`}
        >
          <span>{client === null ? 'All clients' : <Name of={client.name} />}</span>
          <IconChevronDown size={13} stroke={1.8} aria-hidden="true" />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={sought}
          onChange={(event) => seek(event.currentTarget.value)}
          placeholder="Find a client"
          aria-label="Find a client"
        />
        <Combobox.Options className={style.list ?? ''}>
          {wanted === '' && (
            <Combobox.Option value="" className={style.option ?? ''} active={client === null}>
              All clients
            </Combobox.Option>
          )}
          {found.map((one) => (
            <Combobox.Option key={one.id} value={one.id} className={style.option ?? ''} active={one.id === client?.id}>
              <Name of={one.name} />
            </Combobox.Option>
          ))}
          {found.length === 0 && wanted !== '' && <Combobox.Empty>No client has this in its name.</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
