/** What a roll-back would do, device by device, for a terminal. */
import { laterBack, standingInWords } from '@fettle/core/rollback';
import type { LaterWay } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { local } from './times.ts';

type Preview = CallOutput<'previewRollBack'>;
type Device = Preview['devices'][number];

/** Exact versions, what stays, restarts, how old that is; and who does not go back, and why. */
export function backPreviewText(screen: Screen, preview: Preview, by: 'downgrade' | LaterWay = 'downgrade'): string {
  const { allowed, sentence: why, devices, goBack, stayAsTheyAre } = preview;
  const left = goBack + stayAsTheyAre - devices.length;
  return blocks(
    allowed
      ? `${count(goBack, 'device')} would go back, ${stayAsTheyAre} would stay as they are.`
      : screen.paint(sentence(screen, `Nothing can go back: ${why ?? ''}`), 'attention'),
    ...devices.map((device) => deviceText(screen, device, by)),
    left > 0 ? `${count(left, 'more device')} not shown.` : '',
    allowed
      ? `${by === 'downgrade' ? 'Nothing is removed. ' : ''}This is what the devices simulated before the change; they simulate again when it is proposed.`
      : '',
  );
}

function deviceText(screen: Screen, device: Device, by: 'downgrade' | LaterWay): string {
  const at = (instant: string) => local(Temporal.Instant.from(instant), screen.zone);
  const own = laterBack(device.way);
  if (device.because !== null)
    return [
      screen.paint(device.deviceName, 'strong'),
      screen.paint(sentence(screen, `stays as it is: ${device.because}`, '  '), 'attention'),
    ].join('\n');
  return [
    screen.paint(device.deviceName, 'strong'),
    ...device.changes.map((change) => {
      const standing = standingInWords(change);
      return sentence(
        screen,
        `${change.name} ${change.from ?? 'not there'} → ${change.to ?? 'removed'}${standing === null ? '' : ` (${standing})`}`,
        '  ',
      );
    }),
    ...device.ways.map((way) => {
      const text = `By ${way.by}: ${way.because === null ? way.sentence : `not possible. ${way.because}`}`;
      return way.because !== null && way.by === by ? screen.paint(sentence(screen, text, '  '), 'attention') : sentence(screen, text, '  ');
    }),
    ...(own === null ? [] : [sentence(screen, own, '  ')]),
    ...device.stays.map(({ name, version }) => sentence(screen, `${name} ${version} came new and stays`, '  ')),
    sentence(screen, device.restartSentence, '  '),
    sentence(
      screen,
      `Simulated ${at(device.checkedAt)}; ${device.scannedAt === null ? 'no scan of it is known' : `its packages were last looked at ${at(device.scannedAt)}`}.`,
      '  ',
    ),
  ].join('\n');
}
