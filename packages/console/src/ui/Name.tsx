import type { ReactNode } from 'react';
import { nameParts, plainName } from './name-text.ts';
import style from './Name.module.css';

/** A name that came from outside, isolated from the text around it (direction, invisible characters, towers of accents). */
export function Name({ of, strong = false }: { of: string; strong?: boolean }): ReactNode {
  return (
    <bdi className={`${style.name} ${strong ? style.strong : ''}`} title={of.length > 24 ? plainName(of) : undefined}>
      {nameParts(of).map((part, index) =>
        part.mark ? (
          // Parts of one name never move, so their place is their key.
          <span key={index} className={style.code}>
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </bdi>
  );
}
