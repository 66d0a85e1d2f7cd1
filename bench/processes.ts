import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Failed } from './answering';
import type { Request, Response } from './load/messages';
import type { CrowdPlan, Figures, Joined, Progress, TalkPlan } from './load/plan';

/** How long a server may take to listen, and to stop, in ms. */
const START = 20_000;
const STOP = 10_000;

/** The cores that the server and the load are pinned to. */
export interface Cores {
  readonly server: number;
  readonly load: number;
}

/**
 * Finds two cores to pin to, so that the server and the load are never moved and never share one.
 *
 * @returns nothing where there is only one core, or no `taskset`; the figures are less steady then
 */
export function coresToPinTo(): Cores | undefined {
  try {
    const said = execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
    const allowed = (said.split(':').at(-1) ?? '').split(',').flatMap((range) => {
      const [first = NaN, last = first] = range.trim().split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    });
    const [server, load] = allowed;
    return server === undefined || load === undefined ? undefined : { server, load };
  } catch {
    return undefined;
  }
}

const pinned = (core: number | undefined, command: readonly string[]): [string, string[]] => {
  const [program = '', ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  return [program, args];
};

const children = new Set<ChildProcess>();

/** Ends what is still running; for the last moment of this process. */
export function killChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}

function remember(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** How a process ended, and how long that took after it was asked to, in ms. */
export interface Stopped {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly took: number;
}

/** Asks a process to end, and makes it where it does not. */
async function stopped(child: ChildProcess): Promise<Stopped> {
  const asked = performance.now();
  if (!gone(child)) {
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timeout = setTimeout(() => child.kill('SIGKILL'), STOP);
    await exit;
    clearTimeout(timeout);
  }
  return { code: child.exitCode, signal: child.signalCode, took: performance.now() - asked };
}

/** A server that listens. */
export interface ServerProcess {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  /** Where its metrics are, where it has any. */
  readonly metricsUrl: string | undefined;
  stop(): Promise<Stopped>;
}

/**
 * Starts a server and waits until it says where it listens.
 *
 * @param command the program and its arguments
 * @param core the core to pin it to
 * @param logFile where its log goes
 * @throws with what it wrote to stderr, where it ends before it listens
 */
export async function startServer(
  command: readonly string[],
  core: number | undefined,
  logFile: string = devNull,
): Promise<ServerProcess> {
  const log = openSync(logFile, 'w'); // as a file: a pipe would have to be read while the server is measured
  const [program, args] = pinned(core, command);
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('CHAT_')); // its settings are standard
  const child = spawn(program, args, { stdio: ['ignore', log, 'pipe'], env: Object.fromEntries(others) });
  closeSync(log);
  remember(child);
  let said = '';
  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    const timeout = setTimeout(() => {
      reject(new Error(`the server does not listen after ${START / 1000} s: ${said}`));
    }, START);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timeout);
      reject(new Error(`the server ended with ${String(code)} before it listened: ${said.trim()}`));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const listening = /chat is on ([\d.]+):(\d+);.*\n(?:metrics are on (http\S+)\/metrics,.*\n)?/.exec(said);
      if (!listening) return;
      clearTimeout(timeout);
      resolve(listening);
    });
  });
  const [, host = '', port = '', metrics] = found;
  return {
    pid: child.pid ?? NaN,
    host,
    port: Number(port),
    metricsUrl: metrics === undefined ? undefined : `${metrics}/metrics`,
    stop: () => stopped(child),
  };
}

/** A process of its own that answers requests, one after the other, over its channel to this one; see answering.ts. */
export class Answerer<Q extends object, A extends { readonly type: string }> {
  private readonly child: ChildProcess;

  /**
   * @param file its program
   * @param core the core to pin it to
   * @param aside takes what it says that is no answer; returns whether it was that
   */
  constructor(
    file: string,
    core: number | undefined,
    private readonly aside: (message: A) => boolean = () => false,
  ) {
    const [program, args] = pinned(core, [process.execPath, file]);
    this.child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    remember(this.child);
  }

  /**
   * Asks it.
   *
   * @param request what it shall do
   * @param type the type of the answer
   * @throws where it fails, with its reason, and where it has ended
   */
  async ask<T extends A['type']>(request: Q, type: T): Promise<Extract<A, { type: T }>> {
    const answer = await this.answer(request);
    if (answer.type !== type) throw new Error(`the load answered with ${answer.type}`);
    return answer as Extract<A, { type: T }>;
  }

  async end(): Promise<void> {
    await stopped(this.child);
  }

  private answer(request: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.child.off('message', onMessage).off('exit', onExit);
      };
      const onMessage = (message: A | Failed): void => {
        if (message.type !== 'failed' && this.aside(message as A)) return;
        settle();
        if (message.type === 'failed') reject(new Error((message as Failed).reason));
        else resolve(message as A);
      };
      const onExit = (code: number | null): void => {
        settle();
        reject(new Error(`the load ended with ${String(code)}`));
      };
      if (gone(this.child)) {
        onExit(this.child.exitCode);
        return;
      }
      this.child.on('message', onMessage).on('exit', onExit);
      this.child.send(request);
    });
  }
}

/** The load, in a process of its own. */
export class LoadProcess {
  private readonly load: Answerer<Request, Response>;

  /**
   * @param core the core to pin it to
   * @param tell takes its progress
   */
  constructor(core: number | undefined, tell: (progress: Progress) => void) {
    this.load = new Answerer<Request, Response>(join(__dirname, 'load', 'main.js'), core, (message) => {
      if (message.type === 'progress') tell(message.progress);
      return message.type === 'progress';
    });
  }

  async join(crowd: CrowdPlan, size: number): Promise<Joined> {
    return (await this.load.ask({ type: 'join', crowd, size }, 'joined')).joined;
  }

  async talk(plan: TalkPlan): Promise<Figures> {
    return (await this.load.ask({ type: 'talk', plan }, 'talked')).figures;
  }

  end(): Promise<void> {
    return this.load.end();
  }
}
