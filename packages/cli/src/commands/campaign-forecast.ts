import { forecastCsv } from '@fettle/core/campaigns';
import type { CallOutput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findCampaign, findClient } from '../connection/find.ts';
import { minutesOf, waitFor } from '../deployments/patience.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { forecastText } from '../output/forecast-text.ts';
import { progressOn } from '../output/progress.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { assumedBy, withAssumptions } from '../what-if/assumed.ts';
import { wholeOf } from '../what-if/options.ts';

/** `fettle campaign forecast NAME`: when each client is expected to be done under assumptions, who is late, and what is disturbed. */
export function addCampaignForecast(group: Group, { io, finish }: Session): void {
  withAssumptions(
    online(
      group,
      'forecast',
      'what is to be expected of it at each client, by simulated futures: when it is done, who is late, what is disturbed',
    )
      .argument('<campaign>', 'id, its last characters, or title')
      .option('--client <name>', 'of this client alone, device by device')
      .option('--csv <file>', 'also into this file, a line a client; - is standard output, and nothing else')
      .option('--wait <minutes>', 'for so long while the server computes', '10')
      .option('--runs <number>', 'so many futures of each client; of a large campaign fewer are played', '10'),
    { away: '5%', fail: '1%' },
  ).action(async (named, options) => {
    const assumed = {
      ...assumedBy(options),
      runs: wholeOf('--runs', options.runs, 1, 50),
      seed: wholeOf('--seed', options.seed, 0, 999_999_999),
    };
    const minutes = minutesOf(options.wait, '--wait');
    const { api } = connect(io, options);
    const id = await findCampaign(api, named);
    const clientId = options.client === undefined ? null : (await findClient(api, options.client)).id;
    const progress = progressOn(io, options);
    const look = async (): Promise<CallOutput<'forecastCampaign'>> => {
      const answer = await api('forecastCampaign', { params: { id }, body: { ...assumed, clientId } });
      progress.say(`${answer.items.length - answer.computing} of ${answer.items.length} clients are computed`);
      return answer;
    };
    const { value } = await waitFor({ io, minutes, progress }, look, ({ computing }) => computing === 0).finally(() => progress.end());
    const csv = forecastCsv(value.items);
    if (options.csv === '-') return finish(options, { json: value, text: csv });
    const written = options.csv === undefined ? null : writeWholeFile(io.folder, options.csv, Buffer.from(csv));
    finish(options, { json: value, text: blocks(forecastText(screenOf(io), value, assumed), written) });
  });
}
