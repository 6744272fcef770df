import type { ReactNode } from 'react';
import { nameParts, plainName } from './name-text.ts';
import style from './Name.module.css';

/** A name or sentence that came from outside, isolated from the text around it (direction, invisible characters, towers of accents). */
export function Name({ of, strong = false, wraps = false }: { of: string; strong?: boolean; wraps?: boolean }): ReactNode {
  return (
    <bdi
      className={`${wraps ? style.wraps : style.name} ${strong ? style.strong : ''}`}
      title={!wraps && of.length > 24 ? plainName(of) : undefined}
    >
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
