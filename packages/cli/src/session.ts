/** What every command is built with: the world, and where its answer goes. */
import type { Command } from '@commander-js/extra-typings';
import type { Answer, Io } from './io.ts';

export type Session = {
  readonly io: Io;
  readonly finish: (options: { readonly json?: boolean | undefined }, answer: Answer) => void;
};

/** A command that others are hung under; its own arguments and options do not matter. */
export type Group = Command<[], {}, {}>;

/** A command that needs no server. */
export function offline(group: Group, name: string, description: string) {
  return group
    .command(name)
    .description(description)
    .option('--json', 'print the answer as JSON')
    .option('--progress', 'say what goes on, also away from a terminal');
}

/** A command that talks to the server. Where it also signs, `--key` is the signing key and the API key is `--api-key` alone. */
export function online(
  group: Group,
  name: string,
  description: string,
  apiKeyFlags: '--key, --api-key' | '--api-key' = '--key, --api-key',
) {
  return (
    offline(group, name, description)
      .option('--server <url>', 'address of the server (FETTLE_SERVER, or cli.json of the keys folder)')
      // Both forms of the flags give the same option `apiKey`; the type is read from one of them.
      .option(`${apiKeyFlags} <file>` as '--api-key <file>', 'file with the API key (FETTLE_API_KEY, or cli.json of the keys folder)')
      .option('--trust <fingerprint>', "fingerprint of the provider's root key (FETTLE_TRUST, or cli.json)")
      .option('--allow-http', 'take plain http beyond this machine')
  );
}
