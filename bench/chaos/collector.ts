import { getHeapSnapshot } from 'node:v8';

/**
 * Loaded into the server's process before the server: it collects garbage when it is asked to by a signal, and does nothing
 * else. V8 leaves the garbage of an idle process where it is, for minutes, and the question is what the server keeps.
 *
 * Code that was compiled keeps objects that nothing else reaches, a whole list of closed sockets at times, which `gc` does not
 * free. A heap snapshot does: V8 throws away compiled code before it. So the server is slow for a moment behind it.
 */
const collect = globalThis.gc as ((options: Readonly<Record<string, string>>) => void) | undefined;

const collectAll = (): void => collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }); // pages go back to the system too

process.on('SIGUSR2', () => {
  collectAll();
  getHeapSnapshot().destroy();
  collectAll();
});
