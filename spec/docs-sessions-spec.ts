import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { LineClient } from '../testkit/lineClient';
import { newLogger } from '../src/telemetry/logger';
import type { RunningServer } from '../src/run/runningServer';
import { start } from '../src/run/start';
import { readSettings } from '../src/config/readSettings';

/**
 * The conversations in the pages are real: each fenced block of the kind `chat` is held with a server of its own, with
 * the flags that stand behind the word. A column is a client. `> text` is typed, `>> text\n` is sent as printf would,
 * `^D` ends the client's side; every other cell is a line that the client gets, exactly. Of a line of JSON, the epoch, the
 * number, the time and the version may differ, and nothing else; of other lines, the time and the number that they begin with, and the age of
 * one of the past or of somebody asked for.
 */
const PAGES = ['docs/protocol.md'];
const ENDS = '(the connection ends)';
const CONNECTS = '$ nc ';
/** A busy machine is no reason to refuse a client, and newcomers are not welcomed, unless a page says so. */
const UNLESS_SAID = { CHAT_BUSY_LAG: '0', CHAT_WELCOME: 'off' };

interface Block {
  page: string;
  /** The line of the page on which it begins. */
  line: number;
  flags: string[];
  /** The cells of each line, one for each client. */
  rows: string[][];
}

function blocksOf(page: string): Block[] {
  const source = readFileSync(join(__dirname, '..', page), 'utf8');
  return Array.from(source.matchAll(/^```chat *(.*)\n([\s\S]*?)^```$/gm), (match) => {
    const [, flags = '', text = ''] = match;
    const lines = text.replace(/\n$/, '').split('\n');
    const rule = lines.findIndex((line) => /^-+( +-+)*$/.test(line));
    const starts = rule < 0 ? [0] : Array.from((lines[rule] ?? '').matchAll(/-+/g), ({ index }) => index);
    const rows = lines.slice(rule + 1).map((line) => starts.map((at, n) => line.slice(at, starts[n + 1]).trimEnd()));
    const line = source.slice(0, match.index).split('\n').length;
    return { page, line, flags: flags.split(' ').filter((flag) => flag !== ''), rows };
  });
}

/** What printf makes of a text: `\n`, `\r`, `\t` and `\xff` as bytes. */
function bytesOf(text: string): Buffer {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  const parts = text.split(/(\\x[0-9a-f]{2}|\\[nrt])/);
  return Buffer.concat(
    parts.map((part) => {
      if (part.startsWith('\\x')) return Buffer.from(part.slice(2), 'hex');
      return Buffer.from(part.startsWith('\\') ? (named[part.slice(1)] ?? part) : part);
    }),
  );
}

/** What a line begins with by `/set time` and `/set ids`, the age of one of the past, and times of `WHO`. */
const withoutDigits = (mark: string): string => mark.replace(/\d+/g, 'N').replace(/N[smhd]\b/g, 'N');

/** A line with what differs between two servers, or two runs, in one form. */
function comparable(line: string | undefined): string | undefined {
  if (!line?.startsWith('{'))
    return line?.replace(
      /^(?:\[\d\d:\d\d\] )?(?:#\d+ )?(?:PAST \d+[smhd] |WHO: \S+ room=\S+ idle=\d+[smhd] here=\d+[smhd] )?/,
      withoutDigits,
    );
  return line
    .replace(/"id":"[0-9a-f]{4}\.\d+","at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/, '"id":ID,"at":TIME')
    .replace(/"version":"\d+\.\d+\.\d+[^"]*","epoch":"[0-9a-f]{4}"/, '"version":VERSION,"epoch":EPOCH');
}

describe('the conversations in the pages', () => {
  const blocks = PAGES.flatMap(blocksOf);
  let server: RunningServer | undefined;
  let clients: (LineClient | undefined)[];
  let ended: Set<LineClient | undefined>;

  beforeEach(() => {
    clients = [];
    ended = new Set();
  });
  afterEach(async () => {
    await LineClient.cutAll();
    await server?.stop();
    server = undefined;
  });

  const open = (port: number): Promise<LineClient> => new LineClient({ host: '127.0.0.1', port }).opened();

  /** What the client receives next is what the cell says. */
  const receives = async (client: LineClient | undefined, cell: string): Promise<void> => {
    if (cell === ENDS) ended.add(client);
    const received = cell === ENDS ? client?.rest() : client?.line();
    expect(comparable(await received)).toBe(cell === ENDS ? '' : comparable(cell));
  };

  it('are there', () => {
    for (const page of PAGES) expect(blocks.map((block) => block.page)).toContain(page);
  });

  it.each(blocks)('$page, line $line', async ({ flags, rows }) => {
    const logger = newLogger({ level: 'error', format: 'json', stream: new PassThrough().resume() });
    const settings = readSettings(['--host=127.0.0.1', '--port=0', '--metrics-port=0', ...flags], UNLESS_SAID);
    server = await start(settings, logger);
    const { port } = server.chatAddress;

    for (const row of rows) {
      const expected: [n: number, cell: string][] = [];
      for (const [n, cell] of row.entries()) {
        if (cell === '') continue;
        const client = (clients[n] ??= await open(port));
        if (cell.startsWith(CONNECTS)) continue;
        if (cell === '^D') client.hangUp();
        else if (cell.startsWith('>> ')) client.write(bytesOf(cell.slice(3)));
        else if (cell.startsWith('> ')) client.send(cell.slice(2));
        else expected.push([n, cell]);
      }
      for (const [n, cell] of expected) await receives(clients[n], cell);
    }

    // Nobody got a line more than the page shows: what comes next is the farewell, and then the end.
    const stayed = clients.filter((client) => client && !ended.has(client));
    const stopped = server.stop();
    for (const client of stayed) {
      expect(await client?.rest()).toBe('SYSTEM: server is shutting down\n');
    }
    await stopped;
  });
});
