/** Signed commands, for a terminal. */
import { purposeWords } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { time } from './times.ts';

type Command = CallOutput<'addCommand'>;

const stateWords: Readonly<Record<Command['state'], string>> = {
  ready: 'may be run',
  expired: 'over',
  withdrawn: 'withdrawn',
  removed: 'removed',
};

/** One row a command. */
export function commandsText(screen: Screen, rows: readonly Command[]): string {
  const columns = [
    { title: 'command', atLeast: 16 },
    { title: 'for', atLeast: 14 },
    { title: 'of', atLeast: 10 },
    { title: 'until', atLeast: 16 },
    { title: 'stands', atLeast: 10 },
    { title: 'document', atLeast: 16 },
  ];
  return table(
    screen,
    columns,
    rows.map((row) => [
      { text: clean(row.name), tone: 'strong' },
      purposeWords[row.purpose],
      row.clients === '*' ? 'all clients' : `${row.clients.length} ${row.clients.length === 1 ? 'client' : 'clients'}`,
      time(screen, row.expiresAt),
      stateWords[row.state],
      row.document.slice(0, 16),
    ]),
  );
}

/** All that was signed, and the script where it is there. */
export function commandText(screen: Screen, command: Command, script: string | null): string {
  const argv = [...command.interpreter, 'SCRIPT', ...command.arguments].map(clean).join(' ');
  return blocks(
    screen.paint(`${clean(command.name)}, ${purposeWords[command.purpose]}: ${stateWords[command.state]}`, 'strong'),
    facts(screen, [
      ['Runs', `${argv}, as ${clean(command.runAs)}, ${command.mostSeconds} seconds at most`],
      ['Clients', command.clients === '*' ? 'all' : command.clients.join(', ')],
      ['Signed', time(screen, command.issuedAt)],
      ['Until', time(screen, command.expiresAt)],
      ['Handed in', `${time(screen, command.addedAt)} by ${clean(command.addedBy)}`],
      ['Document', command.document],
      ['Script', `${command.scriptBytes} bytes, SHA-256 ${command.scriptSha256}`],
    ]),
    script === null ? null : script.split('\n').map(clean).join('\n').trimEnd(),
  );
}
