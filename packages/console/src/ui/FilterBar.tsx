import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isTyping } from './table/row-keys.ts';
import style from './FilterBar.module.css';

export type Filter = {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** The first option is the one that filters nothing; its value is the empty text. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

type Props = {
  /** What the text is looked for in: `Name, address or owner`. Left out where the list has no text search. */
  search?: { readonly label: string; readonly value: string };
  filters?: readonly Filter[];
  /** Takes the changed parts; the page writes them into the address. */
  onChange: (changed: Readonly<Record<string, string>>) => void;
  /** How many rows stand below, in words: `214 devices`. */
  summary?: ReactNode;
  children?: ReactNode;
};

/** Narrows a list. Its state is the address's, not its own; `/` jumps to the text. */
export function FilterBar({ search, filters = [], onChange, summary, children }: Props): ReactNode {
  const active = filters.filter((filter) => filter.value !== '');
  const clear = Object.fromEntries([...filters.map((filter) => [filter.id, '']), ['q', '']]);
  return (
    <div className={style.bar} role="search">
      {search !== undefined && <SearchField label={search.label} value={search.value} onChange={(q) => onChange({ q })} />}
      {filters.map((filter) => (
        <NativeSelect
          key={filter.id}
          aria-label={filter.label}
          value={filter.value}
          data={[...filter.options]}
          onChange={(event) => onChange({ [filter.id]: event.currentTarget.value })}
          classNames={{ input: `${style.select} ${filter.value === '' ? '' : style.on}` }}
        />
      ))}
      {(active.length > 0 || (search?.value ?? '') !== '') && (
        <Button variant="subtle" onClick={() => onChange(clear)}>
          Clear
        </Button>
      )}
      {children}
      {summary !== undefined && (
        <span className={style.summary} role="status">
          {summary}
        </span>
      )}
    </div>
  );
}

function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => latest.current(text), 200);
    return () => clearTimeout(timer);
  }, [text, value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event)) return;
      event.preventDefault();
      field.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      className={style.search ?? ''}
      rightSection={text === '' ? <kbd>/</kbd> : undefined}
      rightSectionPointerEvents="none"
    />
  );
}
