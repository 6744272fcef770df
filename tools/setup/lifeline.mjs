/**
 * Loaded ahead of a long-running program (node --import) that a launcher started with a pipe as descriptor 3.
 * The launcher never writes to it. When it closes, the launcher is gone, also by `kill -9`, and the program gets
 * the SIGTERM that the launcher can no longer send: nothing is left running. Loaded as lifeline.mjs?SIGKILL it sends that.
 */
import { Socket } from 'node:net';

const signal = import.meta.url.endsWith('?SIGKILL') ? 'SIGKILL' : 'SIGTERM';
const line = new Socket({ fd: 3, readable: true, writable: false });
line.on('error', () => {});
line.on('close', () => process.kill(process.pid, signal));
line.resume();
line.unref();
