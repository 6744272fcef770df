import type { ReactNode } from 'react';
import style from './ui-page.module.css';

const surfaces = [
  'ground',
  'sunken',
  'raised',
  'hover',
  'chosen',
  'hairline',
  'hairline-strong',
  'control-line',
  'text-faint',
  'text-soft',
  'text',
  'accent',
];
const sizes = [
  { name: 'title', sample: 'Brandt & Söhne GmbH', weight: 600 },
  { name: 'lead', sample: 'What is missing', weight: 600 },
  { name: 'text', sample: 'openssl 3.0.15-1~deb12u1 → 3.0.17-1~deb12u2, 0123456789', weight: 400 },
  { name: 'small', sample: 'Lists refreshed 14 minutes ago', weight: 400 },
];

/** The greys, the accent and the four sizes. */
export function Colours(): ReactNode {
  return (
    <div className={style.stack}>
      <ul className={style.swatches}>
        {surfaces.map((name) => (
          <li key={name}>
            <span style={{ background: `var(--${name})` }} />
            {name}
          </li>
        ))}
      </ul>
      <dl className={style.sizes}>
        {sizes.map((size) => (
          <div key={size.name}>
            <dt>{size.name}</dt>
            <dd style={{ fontSize: `var(--size-${size.name})`, fontWeight: size.weight }}>{size.sample}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
