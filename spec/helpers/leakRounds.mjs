// Runs rounds of sessions against a server in this process, which is its own so that whatever is left can only be ours.
// The folder of the built program and the numbers of sessions are the arguments; what was left after each round goes to
// stdout as JSON. Needs --expose-gc.
import { once } from 'node:events';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

const [, , dist, ...rounds] = process.argv;
const require = createRequire(join(dist, 'server.js'));
const { start } = require('./run/start.js');
const { newLogger } = require('./telemetry/logger.js');
const { readSettings } = require('./config/readSettings.js');

const settings = {
  ...readSettings(['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--busy-lag=0'], {}),
  lineRate: 0, // or the one who reads nothing cannot ask for enough
  registrationTimeout: 100,
  drainTimeout: 500,
};
const logger = newLogger({ level: 'info', format: 'json', stream: new Writable({ write: (_c, _e, done) => done() }) });

/** How many sessions there are at a time. */
const BATCH = 100;

/** The ways in which a session goes; each resolves when the client's side is closed. */
const SESSIONS = [
  (socket) => socket.write('/w nobody hi\n/join dev\nhello\n/users\n/leave\n/exit\n'),
  (socket) => socket.end('hello\n/rooms\n'),
  (socket) => socket.write('/join dev\n', () => socket.resetAndDestroy()),
  (socket) => socket.write('x'.repeat(5000), () => socket.destroy()),
  (socket) => socket.end('half a li'),
];
/** Those that never have a name. */
const STRANGERS = [
  (socket) => socket.write('GET / HTTP/1.1\r\n\r\n'),
  (socket) => socket.write(Uint8Array.of(255, 253, 1, 255, 251, 31, 255, 250, 31)), // named too late
  (socket) => socket.end(),
];

async function session(port, number) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined).resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  if (number % 4 === 0) STRANGERS[(number / 4) % STRANGERS.length](socket);
  else socket.write(`user-${number}\n`, () => SESSIONS[number % SESSIONS.length](socket));
  await closed;
}

/** Some are still there when the server stops: one of them reads nothing, and has to be cut. */
async function stay(port, number) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (number > 0) socket.resume().write(`stays-${number}\n`);
  else
    for (let count = 0; count < 10; count += 1)
      socket.write(`${count === 0 ? 'stalled\n' : ''}${'/help\n'.repeat(2000)}`);
  return socket;
}

async function round(sessions) {
  const server = await start(settings, logger);
  const { port } = server.chatAddress;
  for (let first = 0; first < sessions; first += BATCH) {
    await Promise.all(
      Array.from({ length: Math.min(BATCH, sessions - first) }, (_, index) => session(port, first + index)),
    );
  }
  const staying = await Promise.all(Array.from({ length: 10 }, (_, number) => stay(port, number)));
  const asked = get({ host: '127.0.0.1', port: server.metricsAddress.port, path: '/metrics', agent: false });
  const [answer] = await once(asked, 'response');
  await text(answer);
  await server.stop();
  for (const socket of staying) socket.destroy();
}

/** What is left when all that was closed has had the time to say so. */
async function left() {
  const turns = async (count, then) => {
    for (let turn = 0; turn < count; turn += 1) {
      await setImmediate();
      then?.();
    }
  };
  await turns(10, globalThis.gc);
  const { heapUsed, external } = process.memoryUsage();
  await turns(10); // Node itself tells the metrics of each collection a turn later
  return { bytes: heapUsed + external, resources: process.getActiveResourcesInfo().sort() };
}

const results = [await left()];
for (const sessions of rounds) {
  await round(Number(sessions));
  results.push(await left());
}
process.stdout.write(JSON.stringify(results));
