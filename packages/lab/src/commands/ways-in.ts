/** What a person needs to know about a world that is up: how to enter the console, use the command line, and approve. */
import type { Provider } from '../scenario/provider.ts';

/** Lines for the terminal; commands stand on lines of their own, to be copied as they are. */
export async function waysIn(provider: Provider): Promise<readonly string[]> {
  const { url, approver, server } = provider;
  const link = await provider.firstLink();
  return [
    `console: ${url}`,
    ...(link === null ? [] : [`the first person enters by ${link} (opens once)`]),
    'command line, from this checkout:',
    `  export FETTLE_KEYS="${server.keysFolder}"`,
    '  npm run -s fettle -- devices',
    '  npm run -s fettle -- deploy plan --client "Harbour Dental" --update lab-web --title "lab-web 2.1"',
    `${approver.name} may approve; the key file is ${approver.keyFile}:`,
    `  npm run -s fettle -- deploy approve "lab-web 2.1" --key "${approver.keyFile}"`,
    '  npm run -s fettle -- deploy watch "lab-web 2.1"',
  ];
}
