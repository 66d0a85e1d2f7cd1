import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { join, resolve } from 'node:path';
import { ON_FREE_PORTS, ServerProgram } from '../testkit/serverProgram';
import { pinned } from './cores';

/** A server that is measured. */
export interface Subject {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether it has a metrics port. */
  readonly hasMetrics: boolean;
  /** With which durability it keeps a journal, in a folder of its own; without one, it keeps none. */
  readonly durability?: 'written' | 'synced';
  /** On how many nats-servers, started for it, its shared log is; without any, it shares none. */
  readonly natsServers?: 1 | 3;
  /** How many lines were said before the first client joins, which all are sent. */
  readonly past?: number;
}

/** The root of the project, seen from the compiled bench: build/bench. */
const ROOT = join(__dirname, '..', '..');

/** The server that `npm run build` makes. */
export const STANDARD_SERVER = join(ROOT, 'dist', 'server.js');

/** A chat server of this project, with its default settings; only so many clients as are wanted are let in. */
export const serverAt = (name: string, file: string, clients: number): Subject => ({
  name,
  command: [
    ...[process.execPath, resolve(file), ...ON_FREE_PORTS],
    ...['--line-rate', '0', '--connections', String(Math.max(10_000, clients))],
  ],
  hasMetrics: true,
});

/** The least that a server on Node can do; see bound.ts. */
export const BOUND: Subject = {
  name: 'bound',
  command: [process.execPath, join(__dirname, 'bound.js')],
  hasMetrics: false,
};

/**
 * Starts a server, and waits until it listens.
 *
 * @param subject the server
 * @param core the core to pin it to
 * @param logFile where its log goes
 * @throws with what it has printed, when it ends before it listens
 */
export async function startServer(
  { command, hasMetrics }: Pick<Subject, 'command' | 'hasMetrics'>,
  core: number | undefined,
  logFile: string = devNull,
): Promise<ServerProgram> {
  const log = openSync(logFile, 'w'); // as a file: a pipe would have to be read while the server is measured
  const env = { CHAT_WELCOME: 'off' }; // who joins is sent as much as by a build that has no welcome, and by the bound
  const options = { stdout: log, hasMetrics, env };
  return ServerProgram.started(pinned(core, command), options).finally(() => {
    closeSync(log);
  });
}
