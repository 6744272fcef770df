import { type RefObject, useEffect, useRef } from 'react';

/** True where a key press is meant for a field, a menu or a window, not for the page. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target instanceof Element ? event.target : null;
  return (
    target?.closest('input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=menu], [role=dialog], [role=listbox]') !==
      null && target !== null
  );
}

/**
 * `j` and `k` (and the arrows, once a row has the focus) walk through the rows of the first table on the page, `x` picks, Enter opens by
 * itself because the row's link has the focus. Rows that are not drawn yet are brought into sight first.
 */
export function useRowKeys(
  root: RefObject<HTMLElement | null>,
  count: number,
  bringIntoSight: (index: number) => void,
): { focused: (index: number) => void } {
  const at = useRef(-1);
  useEffect(() => {
    const focus = (index: number): boolean => {
      const row = root.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`);
      const target = row?.querySelector<HTMLElement>('td a') ?? row?.querySelector<HTMLElement>('td input');
      if (row === null || row === undefined || target === null || target === undefined) return false;
      target.focus({ preventScroll: true });
      row.scrollIntoView({ block: 'nearest' });
      return true;
    };
    const go = (index: number): void => {
      at.current = index;
      if (focus(index)) return;
      bringIntoSight(index);
      requestAnimationFrame(() => requestAnimationFrame(() => focus(index)));
    };
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event) || root.current !== document.querySelector('[data-table]')) return;
      const inRow = document.activeElement?.closest('tr[data-index]') ?? null;
      const down = event.key === 'j' || (event.key === 'ArrowDown' && inRow !== null);
      const up = event.key === 'k' || (event.key === 'ArrowUp' && inRow !== null);
      if (down) go(Math.min(count - 1, at.current + 1));
      else if (up) go(Math.max(0, at.current - 1));
      else if (event.key === 'x' && inRow !== null) inRow.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  return {
    focused: (index) => {
      at.current = index;
    },
  };
}
