import { join, resolve } from 'node:path';

/** A server that is measured. */
export interface Subject {
  readonly name: string;
  readonly command: readonly string[];
}

/** Where the compiled bench is: dist/bench/bench. */
const ROOT = join(__dirname, '..', '..', '..');

/** The server that `npm run build` makes. */
export const STANDARD_SERVER = join(ROOT, 'dist', 'server.js');

/** A chat server of this project, with its standard settings; only so many clients as are wanted are let in. */
export const serverAt = (name: string, file: string, clients: number): Subject => ({
  name,
  command: [
    ...[process.execPath, resolve(file), '--host', '127.0.0.1', '--port', '0', '--metrics-port', '0'],
    ...['--line-rate', '0', '--connections', String(Math.max(10_000, clients))],
  ],
});

/** The least that a server on Node can do; see bound.ts. */
export const BOUND: Subject = { name: 'bound', command: [process.execPath, join(__dirname, 'bound.js')] };
