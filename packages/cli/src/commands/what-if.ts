import { readScript, runScript, simulate, spreadOf, unusable, usualAssumptions } from '@fettle/core/simulation';
import type { ExportedState } from '@fettle/core/simulation';
import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { linesOf } from '../lines.ts';
import { mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { whatIfText } from '../output/what-if-text.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { assumedBy, withAssumptions } from '../what-if/assumed.ts';
import { instantOf, wholeOf } from '../what-if/options.ts';
import { readState } from '../what-if/read-state.ts';

/** `fettle what-if`: what would come of a deployment, by the real engine in fast time; or a script with what it expects. */
export function addWhatIf(group: Group, { io, finish }: Session): void {
  withAssumptions(
    online(group, 'what-if', 'what would come of a deployment under assumptions: the real engine, in fast time')
      .argument('[file]', 'state from deploy export, or a script; - is standard input')
      .option('--deployment <name>', 'of this deployment, as the server has it now')
      .option('--from <time>', 'from then on: friday, "Fri 18:00", 2026-03-06T18:00:00Z; else from when the state was written')
      .option('--runs <number>', 'so many futures, each with the next seed', '20')
      .option('--limit <rows>', 'at most so many devices, or "all"', '50'),
    { away: '0%', fail: '0%' },
  ).action(async (file, options) => {
    if ((file === undefined) === (options.deployment === undefined))
      throw usage('Name a file, or a deployment with --deployment: one of them.');
    const text = file === undefined ? null : readWhole(io, file);
    if (text !== null && !text.trimStart().startsWith('{')) return playScript(text);
    const state = text === null ? await ask(options.deployment ?? '') : readState(text);
    const assumptions = {
      ...usualAssumptions(state.checkInSeconds),
      ...assumedBy(options),
    };
    const wrong = unusable(assumptions);
    if (wrong !== null) throw usage(wrong);
    const from = options.from === undefined ? state.exportedAt : instantOf('--from', options.from, state.exportedAt, io.zone);
    const seed = wholeOf('--seed', options.seed, 0, 999_999_999);
    const runs = wholeOf('--runs', options.runs, 1, 1_000);
    const limit = mostRows(options.limit);
    const results = Array.from({ length: runs }, (_, index) => simulate({ state, from, assumptions, seed: seed + index }));
    const spread = spreadOf(results);
    return finish(options, { json: spread, text: whatIfText(screenOf(io), state, spread, limit) });

    async function ask(named: string): Promise<ExportedState> {
      const { api } = connect(io, options);
      return api('exportDeploymentState', { params: { id: await findDeployment(api, named) } });
    }

    function playScript(script: string): void {
      const read = readScript(script);
      if ('sentence' in read)
        throw new Refused({
          code: 'cli.script',
          title: 'The script can not be read',
          detail: `Line ${read.line}: ${read.sentence}`,
          remedy: 'docs/guide/what-if.md describes the language.',
        });
      const played = runScript(read);
      const met = played.expectations.every((one) => one.met);
      const { result, expectations } = played;
      finish(options, { json: { result, expectations }, text: played.text, exit: met ? exitCodes.done.code : exitCodes.failed.code });
    }
  });
}

/** A state of twenty thousand devices is some forty megabytes. */
const mostCharacters = 200_000_000;

function readWhole(io: Io, file: string): string {
  const lines: string[] = [];
  let length = 0;
  for (const line of linesOf(io.folder, file)) {
    length += line.length + 1;
    if (length > mostCharacters) throw usage(`${file} is too large to be a state or a script.`);
    lines.push(line);
  }
  return lines.join('\n');
}
