import { useEffect, useState } from 'react';

/** True once `wish` has held for `ms`: a skeleton that shows only when waiting is long enough to be noticed. */
export function useDelayed(wish: boolean, ms = 300): boolean {
  const [shown, show] = useState(false);
  useEffect(() => {
    if (!wish) return undefined;
    const timer = setTimeout(() => show(true), ms);
    return () => {
      clearTimeout(timer);
      show(false);
    };
  }, [wish, ms]);
  return wish && shown;
}
