import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { plainName } from '../ui/name-text.ts';
import { type Opening, OpeningsList } from '../ui/OpeningsList.tsx';
import style from './openings.module.css';

type Told = CallOutput<'previewPolicy'>['openings'][number];

/** Openings, zone by zone, each in its own clock. */
export function Openings({ openings }: { openings: readonly Told[] }): ReactNode {
  const zones = [...Map.groupBy(openings, (one) => one.zone)];
  if (zones.length === 0) return <OpeningsList zone="UTC" openings={[]} />;
  return zones.map(([zone, list]) => (
    <div key={zone} className={style.zone}>
      <h3>{zone}</h3>
      <OpeningsList zone={zone} openings={list.map(openingOf)} />
    </div>
  ));
}

/** Struck where something closes it, with the reason; the client's clock where that is another than the site's. */
export function openingOf({ opensAt, closesAt, closed, shortenedBy, clientWall }: Told): Opening {
  const opening = { opens: opensAt, closes: closesAt };
  if (closed !== null)
    return { ...opening, closed: true, note: `${closed.kind === 'freeze' ? 'Freeze' : 'Holiday'}: ${plainName(closed.name)}` };
  if (shortenedBy !== null) return { ...opening, note: `A part of it is frozen: ${plainName(shortenedBy)}` };
  return clientWall === null ? opening : { ...opening, there: `${clientWall} for the client` };
}
