import { Program, type ProgramOptions } from '../../testkit/process';
import { run } from '../../testkit/run';
import { ServerProgram } from '../../testkit/serverProgram';

const node = (script: string, options?: ProgramOptions): Program =>
  new Program(process.execPath, ['--eval', script], options);
/** Keeps a process alive until its standard input ends. */
const WAITS = 'process.stdin.resume();';
/** Whether a process is there. */
const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

afterEach(() => Program.endAll());

describe('Program', () => {
  it('has all that is printed, and how it ended', async () => {
    const program = node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(await program.exit).toEqual({ code: 3, signal: null });
    expect([program.stdout, program.stderr, program.output]).toEqual(['out\n', 'err\n', 'out\nerr\n']);
  });

  it('is typed into', async () => {
    const program = node('process.stdin.pipe(process.stdout)');
    program.type('hello\n');
    expect(await program.until(() => /hello/.exec(program.stdout)?.[0], 'the echo')).toBe('hello');
    program.endInput();
    expect(await program.exit).toEqual({ code: 0, signal: null });
  });

  it('gets no settings of a server from this process, and variables of its own', async () => {
    process.env['CHAT_PORT'] = '1';
    try {
      const print = 'console.log(process.env.CHAT_PORT, process.env.CHAT_HOST, typeof process.env.PATH)';
      const program = node(print, { env: { CHAT_HOST: 'here' } });
      await program.exit;
      expect(program.stdout).toBe('undefined here string\n');
    } finally {
      delete process.env['CHAT_PORT'];
    }
  });

  it('fails a wait when it ends before, with all that it has printed', async () => {
    const program = node('console.log("never mind"); process.exitCode = 4');
    await expect(program.until(() => false, 'good news')).rejects.toThrow(
      / ended with 4 without good news\nstdout: never mind\n\nstderr: $/,
    );
    await expect(program.eventually(() => false, 'good news')).rejects.toThrow('ended with 4 without good news');
  });

  it('fails a wait that takes too long', async () => {
    const program = node(WAITS);
    await expect(program.until(() => false, 'news', 1)).rejects.toThrow(/ms are over: waiting for news/);
    await expect(program.eventually(() => false, 'news', 1)).rejects.toThrow(/ms are over: waiting for news/);
  });

  it('has the status 127 and a message when it cannot be started', async () => {
    const program = new Program('/no/such/program', []);
    expect(await program.exit).toEqual({ code: 127, signal: null });
    expect(program.stderr).toContain('ENOENT');
  });

  it('stops when it is asked to', async () => {
    const program = node(`process.on("SIGTERM", () => process.exit(5)); console.log("ready"); ${WAITS}`);
    await program.until(() => program.stdout.includes('ready'), 'its start');
    const { took, ...exit } = await program.stop();
    expect(exit).toEqual({ code: 5, signal: null });
    expect(took).toBeGreaterThan(0);
    expect(await program.stop()).toMatchObject(exit); // once more, and nothing happens
  });

  it('is killed with all others', async () => {
    const programs = [node(WAITS), node(WAITS, { stdout: 'unread' })];
    const pids = programs.map(({ pid }) => pid);
    expect(pids.map(isThere)).toEqual([true, true]);
    await Program.endAll();
    expect(await Promise.all(programs.map(({ exit }) => exit))).toEqual([
      { code: null, signal: 'SIGKILL' },
      { code: null, signal: 'SIGKILL' },
    ]);
    expect(pids.map(isThere)).toEqual([false, false]);
  });

  it('reads its output when that is wanted, and no more when it is not', async () => {
    const program = node('process.stdin.pipe(process.stdout)', { stdout: 'unread' });
    program.type('one\n');
    expect(program.stdout).toBe('');
    program.readOutput();
    await program.until(() => program.stdout === 'one\n', 'what came before');
    program.pauseOutput();
    program.type('two\n');
    program.readOutput();
    await program.until(() => program.stdout === 'one\ntwo\n', 'what came meanwhile');
  });
});

describe('run', () => {
  it('gives the status, whatever it is, and all that was printed', async () => {
    const script = 'process.stdin.on("data", (text) => { console.log(`${text}`); process.exitCode = 2; })';
    expect(await run(process.execPath, ['--eval', script], { input: 'hello' })).toEqual({
      status: 2,
      output: 'hello\n',
    });
  });

  it('kills what takes too long, and says so', async () => {
    await expect(run(process.execPath, ['--eval', 'setInterval(() => 0, 1000)'], { limit: 1 })).rejects.toThrow(
      /ms are over: .*node.* runs/,
    );
    await Program.endAll();
  });

  it('fails where the program ends by a signal', async () => {
    await expect(run(process.execPath, ['--eval', 'process.kill(process.pid)'])).rejects.toThrow(
      'was ended by SIGTERM',
    );
  });
});

describe('ServerProgram', () => {
  const CHAT = 'chat is on 127.0.0.1:5000; connect with: nc 127.0.0.1 5000';
  const METRICS = 'metrics are on http://127.0.0.1:9090/metrics, health on /healthz';
  const started = (print: string, options?: Parameters<typeof ServerProgram.started>[1]): Promise<ServerProgram> =>
    ServerProgram.started([process.execPath, '--eval', `${print}; ${WAITS}`], options);

  it('says where it listens, on standard error or in a log for people', async () => {
    for (const stream of ['log', 'error']) {
      const { host, port, metricsPort } = await started(`console.${stream}(${JSON.stringify(`${CHAT}\n${METRICS}`)})`);
      expect([host, port, metricsPort]).toEqual(['127.0.0.1', 5000, 9090]);
    }
  });

  it('may have no metrics', async () => {
    const server = await started(`console.error(${JSON.stringify(CHAT)})`, { hasMetrics: false });
    expect([server.port, server.metricsPort]).toEqual([5000, NaN]);
  });

  it('fails with what was printed, where it ends before it listens', async () => {
    const command = [process.execPath, '--eval', 'console.error("port in use"); process.exitCode = 1'];
    await expect(ServerProgram.started(command)).rejects.toThrow(
      /ended with 1 without the line .*\n.*\n?.*port in use/,
    );
  });
});
