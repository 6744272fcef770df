/** The server as a process: reads the configuration, starts, tells the person at the terminal, and stops on a signal. */
import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describeProblems, loadConfig, SETTINGS } from './platform/config/index.ts';
import type { Config } from './platform/config/index.ts';
import { createLog } from './platform/log.ts';
import type { Log } from './platform/log.ts';
import { StartProblem } from './platform/start-problem.ts';
import { startServer } from './start.ts';
import type { AppParts, RunningServer } from './start.ts';

const LARGEST_LOG = 20_000_000;
/** npm passes a Ctrl-C on that the terminal has sent to everybody already: two so close together are one. */
const SAME_SIGNAL_MS = 400;

/** Runs a server made of these parts until it is told to stop. Ends the process. */
export async function runServer(args: readonly string[], parts: AppParts): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return printHelp();
  if (args.length > 0)
    return refuse(
      `The server takes no arguments, but was given ${args.join(' ')}. Its settings are in the environment: --help lists them.`,
    );
  const config = loadConfig(process.env, (path) => readFileSync(path, 'utf8'));
  if (Array.isArray(config)) return refuse(describeProblems(config));
  await run(config, parts);
}

async function run(config: Config, parts: AppParts): Promise<void> {
  const { log, where } = openLog(config);
  let server: RunningServer | null = null;
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Still starting: what was started is stopped as soon as the start is through, or has given up.
    if (server === null) return say('', 'stopping as soon as the start is through');
    await server.stop();
    say('', 'stopped');
    process.exit(0);
  };
  onSignals(stop);
  onFault(log, stop);
  process.stdout.write('\n');
  try {
    server = await startServer({ config, log, say, parts });
  } catch (error) {
    if (!(error instanceof StartProblem)) log.fatal({ err: error }, 'the start failed');
    refuse(error instanceof StartProblem ? `${error.message}\n${error.remedy}` : `The start failed: ${explain(error)}\n${where}`);
    // Whatever a half start may have left to wait for, this process has nothing more to do.
    process.exit(1);
  }
  if (stopping) {
    stopping = false;
    return stop();
  }
  if (process.stdout.isTTY) say('', 'Ctrl-C stops everything');
}

function say(label: string, text: string): void {
  for (const [index, line] of text.split('\n').entries()) process.stdout.write(`  ${(index === 0 ? label : '').padEnd(10)} ${line}\n`);
}

function onSignals(stop: () => Promise<void>): void {
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (first === 0) {
        first = now;
        return void stop();
      }
      // The exit handler of the embedded database stops that as well, so nothing is left running.
      if (now - first > SAME_SIGNAL_MS) process.exit(130);
    });
  }
}

function onFault(log: Log, stop: () => Promise<void>): void {
  const fault = (error: unknown): void => {
    log.fatal({ err: error }, 'a fault that nobody caught');
    process.stderr.write(`\nFettle stops because of a fault: ${explain(error)}\n`);
    process.exitCode = 1;
    void stop().finally(() => process.exit(1));
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
}

/** A terminal stays readable: there the log goes to a file. Otherwise it goes to stderr, for whoever collects it. */
function openLog(config: Config): { log: Log; where: string } {
  if (!process.stderr.isTTY)
    return {
      log: createLog({ level: config.logLevel, destination: pino.destination({ dest: 2, sync: true }) }),
      where: 'The log above has more.',
    };
  const path = join(config.dataFolder, 'server.log');
  try {
    mkdirSync(config.dataFolder, { recursive: true });
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(path, `${path}.1`);
    return {
      log: createLog({ level: config.logLevel, destination: pino.destination({ dest: path, sync: true }) }),
      where: `The log ${path} has more.`,
    };
  } catch {
    // The start will say what is wrong with the folder.
    return { log: createLog({ level: 'silent' }), where: '' };
  }
}

function refuse(text: string): void {
  process.stderr.write(`\n${text}\n\n`);
  process.exitCode = 1;
}

function printHelp(): void {
  const rows = SETTINGS.map(
    (setting) => `  ${setting.name}\n      ${setting.purpose}\n      ${setting.allowed}; otherwise ${setting.otherwise}\n`,
  );
  process.stdout.write(
    `Starts the Fettle server. Settings are read from the environment, or from the file that FETTLE_CONFIG names:\n\n${rows.join('')}`,
  );
}

/** An error and its causes, each as its sentence. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${explain(error.cause)}`;
}
