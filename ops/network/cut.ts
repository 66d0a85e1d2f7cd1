import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The longest that a name may stay taken after its client was cut off, in seconds. */
const MOST_S = 120;

/** The exit status if there is nothing to do it with. */
const NOT_RUN = 77;

const PORT = 5000;
const SERVER = '10.213.77.1';
const CLIENT = '10.213.77.2';

/** A script of the client's side: two people join, one of them a room in which nobody talks, and stay. */
const PEOPLE = `
const { connect } = require('node:net');
for (const said of ['alice\\n', 'bob\\n/join quiet\\n']) connect(${PORT}, '${SERVER}').on('error', () => {}).resume().write(said);
setInterval(() => {}, 1000);`;

/** A script of the server's side: talks in the lobby, and says when a name can be taken. */
const WATCHER = `
const { connect } = require('node:net');
const talker = connect(${PORT}, '${SERVER}').resume();
talker.write('talker\\n');
setInterval(() => talker.write('is anybody there?\\n'), 1000);
const taken = new Set(['alice', 'bob']);
setInterval(() => {
  for (const name of taken) {
    let got = '';
    const probe = connect(${PORT}, '${SERVER}').on('error', () => {}).on('data', (bytes) => {
      got += bytes;
      if (!/^(OK|ERR \\w+)$/m.test(got)) return;
      probe.destroy();
      console.log(name, /^OK$/m.test(got) ? 'free' : 'taken');
      if (/^OK$/m.test(got)) taken.delete(name);
    });
    probe.write(name + '\\n');
  }
}, 1000);`;

const ip = (...args: string[]): unknown => execFileSync('ip', args, { stdio: 'pipe' });

/** Two network namespaces of their own with a cable between them: for the server, and for its clients. */
class Cable {
  private readonly id = randomBytes(3).toString('hex');
  readonly near = `rxchat-${this.id}-s`;
  readonly far = `rxchat-${this.id}-c`;

  constructor() {
    const [here, there] = [`rx${this.id}s`, `rx${this.id}c`];
    ip('netns', 'add', this.near);
    ip('netns', 'add', this.far);
    ip('link', 'add', here, 'netns', this.near, 'type', 'veth', 'peer', 'name', there, 'netns', this.far);
    for (const [space, link, address] of [
      [this.near, here, SERVER],
      [this.far, there, CLIENT],
    ] as const) {
      ip('-n', space, 'addr', 'add', `${address}/24`, 'dev', link);
      ip('-n', space, 'link', 'set', 'lo', 'up');
      ip('-n', space, 'link', 'set', link, 'up');
    }
  }

  run(space: string, ...args: string[]): ChildProcess {
    return spawn('ip', ['netns', 'exec', space, process.execPath, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  }

  /** From now on nothing comes through, and neither side is told. */
  cut(): void {
    ip('-n', this.far, 'link', 'set', `rx${this.id}c`, 'down');
  }

  remove(): void {
    for (const space of [this.near, this.far]) ip('netns', 'delete', space);
  }
}

/** Cuts two clients off from a server, and measures how long their names stay taken. Returns the exit status. */
async function main(): Promise<number> {
  let cable: Cable;
  try {
    cable = new Cable();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.log(
      `ops:cut: NOT RUN, nothing was checked: it needs ip, and the right to make network namespaces (${why})`,
    );
    return NOT_RUN;
  }
  const programs: ChildProcess[] = [];
  try {
    const server = join(__dirname, '..', '..', '..', 'dist', 'server.js');
    programs.push(cable.run(cable.near, server, '--host', SERVER, '--port', String(PORT), '--log-level', 'error'));
    await sleep(2000);
    programs.push(cable.run(cable.far, '-e', PEOPLE));
    await sleep(2000);
    const watcher = cable.run(cable.near, '-e', WATCHER);
    programs.push(watcher);
    const waiting = new Set(['alice', 'bob']);
    const rooms: Readonly<Record<string, string>> = { alice: 'a room that talks', bob: 'a quiet room' };
    let cutAt: number | undefined;
    const took: number[] = [];
    for await (const text of watcher.stdout?.setEncoding('utf8') ?? []) {
      for (const [, name = '', state] of String(text).matchAll(/^(\w+) (\w+)$/gm)) {
        if (cutAt === undefined && state === 'free') throw new Error(`${name} was not there before the cut`);
        if (cutAt === undefined) {
          cable.cut();
          cutAt = performance.now();
        } else if (state === 'free' && waiting.delete(name)) {
          took.push((performance.now() - cutAt) / 1000);
          console.log(`in ${rooms[name] ?? ''} the name was free ${took.at(-1)?.toFixed(0)} s after the cut`);
        }
      }
      const isLate = cutAt !== undefined && performance.now() - cutAt > 1000 * (MOST_S + 60);
      if (waiting.size === 0 || isLate) break;
    }
    const holds = waiting.size === 0 && took.every((seconds) => seconds <= MOST_S);
    console.log(holds ? `within ${MOST_S} s, as it should` : `NOT within ${MOST_S} s`);
    return holds ? 0 : 1;
  } finally {
    for (const program of programs) program.kill('SIGKILL');
    cable.remove();
  }
}

void main().then((status) => (process.exitCode = status));
