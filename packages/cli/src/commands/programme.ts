import { Argument } from '@commander-js/extra-typings';
import { partIds } from '@fettle/core/programme';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { linesOf } from '../lines.ts';
import { changesText, programmeText } from '../output/programme-text.ts';
import { screenOf } from '../output/screen.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { writeDocuments } from './documents.ts';

/** `fettle programme show CLIENT`: its programme document, what nobody has written, and with --html or --pdf the document itself. */
export function addProgrammeShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'the programme document of a client: versions, and what only people know')
    .argument('<client>', 'name or id')
    .option('--of <version>', 'this version; otherwise the newest')
    .option('--html <file>', 'the document as HTML into this file')
    .option('--pdf <file>', 'the document as PDF into this file')
    .action(async (named, options) => {
      const { api, document } = connect(io, options);
      const { id } = await findClient(api, named);
      const programme = await api('getProgramme', { params: { id } });
      if (options.html === undefined && options.pdf === undefined)
        return finish(options, { json: programme, text: programmeText(screenOf(io), programme) });
      const params = { id, version: versionOf(options.of, programme.current) };
      const written = await writeDocuments(io, document, options, { html: 'getProgrammeDocument', pdf: 'getProgrammePdf' }, params);
      if (written !== null) finish(options, written);
    });
}

/** `fettle programme make CLIENT`: compares it with the records now. */
export function addProgrammeMake(group: Group, { io, finish }: Session): void {
  online(group, 'make', 'compare the document with the records now; where they say something else, a new version is made')
    .argument('<client>', 'name or id')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, named);
      const programme = await api('makeProgramme', { params: { id } });
      finish(options, { json: programme, text: programmeText(screenOf(io), programme) });
    });
}

/** `fettle programme changes CLIENT`: what a version says otherwise than the one before. */
export function addProgrammeChanges(group: Group, { io, finish }: Session): void {
  online(group, 'changes', 'what a version says otherwise than the one before it')
    .argument('<client>', 'name or id')
    .option('--of <version>', 'of this version; otherwise of the newest')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, named);
      const { current } = await api('getProgramme', { params: { id } });
      const changes = await api('getProgrammeChanges', { params: { id, version: versionOf(options.of, current) } });
      finish(options, { json: changes, text: changesText(screenOf(io), changes) });
    });
}

/** `fettle programme write CLIENT PART`: a part that only people know, from a text file. */
export function addProgrammeWrite(group: Group, { io, finish }: Session): void {
  online(group, 'write', 'write a part that only people know, from a text file; what was written before is kept')
    .argument('<client>', 'name or id')
    .addArgument(new Argument('<part>', 'which').choices(partIds))
    .requiredOption('--text <file>', 'a file with its text, - for standard input; an empty line begins a paragraph')
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--review <day>', 'by when it is to be reviewed, e.g. 2027-03-01')
    .action(async (named, part, options) => {
      const text = [...linesOf(io.folder, options.text)].join('\n').trim();
      const { api } = connect(io, options);
      const { id } = await findClient(api, named);
      const { parts } = await api('getProgramme', { params: { id } });
      const basedOn = parts.find((one) => one.part === part)?.version ?? 0;
      const body = { text, owner: options.owner, reviewAt: options.review, basedOn };
      const programme = await api('saveProgrammePart', { params: { id, part }, body });
      finish(options, { json: programme, text: programmeText(screenOf(io), programme) });
    });
}

function versionOf(text: string | undefined, current: { readonly version: number } | null): number {
  if (text === undefined && current === null)
    throw new Refused({
      code: 'not-found',
      title: 'There is no version yet',
      detail: 'No programme document was made for this client yet. One is made daily where it has devices.',
      remedy: 'fettle programme make CLIENT makes it now.',
      exit: 'waiting',
    });
  const version = text === undefined ? (current?.version ?? 0) : Number(text);
  if (!Number.isSafeInteger(version) || version < 1) throw usage(`--of takes the number of a version, not ${JSON.stringify(text)}.`);
  return version;
}
