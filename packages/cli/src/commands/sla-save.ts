import { SlaBody } from '@fettle/protocol/agreements';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { linesOf } from '../lines.ts';
import { agreementsText } from '../output/agreements-text.ts';
import { screenOf } from '../output/screen.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle sla save FILE`: the first version of a client's SLA, or the next. */
export function addSlaSave(group: Group, { io, finish }: Session): void {
  online(group, 'save', 'save the SLA of a client: the first version, or the next')
    .argument('<file>', 'JSON, as fettle sla show prints it; - for standard input')
    .requiredOption('--client <name>', 'of this client')
    .requiredOption('--from <day>', 'it holds from this day on, such as 2026-03-01')
    .option('--to <day>', 'the last day; without it, no end is known')
    .requiredOption('--because <text>', 'why')
    .action(async (file, options) => {
      const sla = readSla(io.folder, file);
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const { versions } = (await api('getAgreements', { params: { id } })).sla;
      const body = { basedOn: versions[0]?.version ?? 0, from: options.from, to: options.to ?? null, because: options.because, sla };
      const agreements = await api('saveSla', { params: { id }, body });
      finish(options, { json: agreements, text: agreementsText(screenOf(io), agreements) });
    });
}

/** `fettle sla show`: the newest version as the file that `save` takes; before there is one, something to begin with. */
export function addSlaShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'print the newest version of a client’s SLA as a file to change; where there is none, one to begin with')
    .requiredOption('--client <name>', 'of this client')
    .action(async (options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const [newest] = (await api('getAgreements', { params: { id } })).sla.versions;
      const sla = newest?.body ?? beginning;
      finish(options, { json: sla, text: JSON.stringify(sla, null, 2) });
    });
}

/** Nothing is promised in it: every promise is one that a person writes. */
const beginning: SlaBody = {
  uptimePercent: null,
  recoveryTimeHours: null,
  recoveryPointHours: null,
  patch: { clock: 'offered', urgent: null, normal: null },
  offDays: null,
  exclusions: [],
  notes: '',
};

function readSla(folder: string, file: string): SlaBody {
  const read = SlaBody.safeParse(jsonOf(folder, file));
  if (read.success) return read.data;
  throw unreadable(
    `${file} is no SLA.`,
    read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}

function jsonOf(folder: string, file: string): unknown {
  const text = [...linesOf(folder, file)].join('\n');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`, []);
  }
}

function unreadable(detail: string, errors: readonly { readonly path: string; readonly message: string }[]): Refused {
  return new Refused({
    code: 'sla.unreadable',
    title: 'The SLA can not be saved like this',
    detail,
    remedy: 'Mend what is named; nothing was sent. fettle sla show prints one to begin with.',
    errors,
  });
}
