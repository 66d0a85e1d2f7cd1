/**
 * Loaded into the server's process before the server: it collects garbage when it is asked to by a signal, and does nothing
 * else. V8 leaves the garbage of an idle process where it is, for minutes, and the question is what the server keeps.
 */
const collect = globalThis.gc as ((options: Readonly<Record<string, string>>) => void) | undefined;

process.on('SIGUSR2', () => {
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }); // gives pages back to the system too
  // What finalizers of the first one let go, such as the handles of closed sockets, is garbage only now.
  setImmediate(() => collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }));
});
