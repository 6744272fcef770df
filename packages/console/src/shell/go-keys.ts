import { useEffect, useRef } from 'react';
import { isTyping } from '../ui/table/row-keys.ts';
import { type Area, areas } from './areas.ts';

/** `g` and then an area's key goes there; `?` shows all keys. Two keys count as one wish within a second and a half. */
export function useGoKeys(go: (area: Area) => void, help: () => void): void {
  const began = useRef(-Infinity);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const area = event.timeStamp - began.current < 1500 ? areas.find((one) => one.key === event.key) : undefined;
      began.current = event.key === 'g' ? event.timeStamp : -Infinity;
      if (event.key === '?') help();
      else if (area !== undefined) go(area);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
