import type { Settings } from '../../src/config/settings';
import type { Client } from './client';
import { TestServer } from './testServer';

/** What stands for a person's step: `alice > hello`, `alice < alice: hello`, `alice connects`. */
const STEP = /^ *(\S+) (?:([<>]) ?(.*)|(connects|hangs up|resets|gets the end))$/;

/**
 * Plays a conversation with a server of its own, over sockets, and compares all that everybody gets byte for byte.
 *
 * ```
 * alice connects
 * alice < Enter username:
 * alice > alice
 * alice < OK
 * alice < SYSTEM: alice joined
 * ```
 *
 * `>` sends a line, `<` is the next line that must come; `hangs up` ends one's side, `resets` breaks the connection,
 * `gets the end` is the end of the stream. Everything after `< ` counts, space too. At the end the server stops, and
 * whoever is still connected must get the line that says so and nothing before it: so a conversation that holds also
 * shows that nobody got a line too much.
 *
 * @param script the steps, one a line
 * @param changes settings of the server that are not as for everybody
 */
export async function conversation(script: string, changes: Partial<Settings> = {}): Promise<void> {
  const server = await TestServer.start(changes);
  const clients = new Map<string, Client>();
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines) {
    const [, name = '', arrow, text = '', deed] = STEP.exec(line) ?? [];
    if (deed === 'connects') {
      clients.set(name, await server.connect());
      continue;
    }
    const client = clients.get(name);
    if (!client) throw new Error(`who is to do this? ${line}`);
    try {
      if (arrow === '>') client.send(text);
      else if (arrow === '<') await client.gets(text);
      else if (deed === 'hangs up') client.hangUp();
      else if (deed === 'gets the end') await client.getsEnd();
      else client.reset();
    } catch (error) {
      throw new Error(`at "${line.trim()}": ${String(error)}`, { cause: error });
    }
    if (deed === 'gets the end' || deed === 'resets') clients.delete(name);
  }
  const stopped = server.stop();
  for (const client of clients.values()) await client.getsEnd('SYSTEM: server is shutting down');
  await stopped;
}
