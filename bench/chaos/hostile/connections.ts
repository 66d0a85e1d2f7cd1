import { deafName, PIT, STEADY_KIND } from '../names';
import type { Actor, Kind } from './actor';

/** Reads nothing for a while, and then catches up, again and again. */
async function doze(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, PIT);
  while (wire && !wire.isOver && !actor.isOver) {
    wire.stall();
    await actor.rest(500, 2000);
    wire.readOn();
    await actor.rest(100, 500);
  }
}

/** Reads a little at a time, all the time, and far less than is said. */
async function trickle(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, PIT);
  while (wire && !wire.isOver && !actor.isOver) {
    wire.stall();
    await actor.rest(200, 300);
    wire.readOn();
    await new Promise(setImmediate); // one turn, in which one piece is read
  }
}

/** Floods until its socket is full, and hangs up: what it was held up for must not keep it. */
async function hangUp(actor: Actor): Promise<void> {
  const wire = await actor.join(actor.name, PIT);
  if (!wire) return;
  const lines = 'boo\n'.repeat(16_384);
  const end = performance.now() + actor.random.whole(200, 1500);
  while (!wire.isOver && !actor.isOver && performance.now() < end) {
    void wire.send(lines);
    await actor.rest(10);
  }
  wire.halfClose();
  await wire.readToEnd();
}

/** Never reads again once it is in. */
async function deaf(actor: Actor): Promise<void> {
  const wire = await actor.join(deafName(actor.index), PIT);
  wire?.stall();
  if (wire) await Promise.race([wire.over, actor.rest(60_000)]);
}

/** Resets its connection at any moment, in the middle of whatever it is saying. */
async function reset(actor: Actor): Promise<void> {
  const wire = await actor.connect();
  if (!wire) return;
  const said = `${actor.name}\nhello\nhello again, to all of you\nhel`;
  await wire.send(said.slice(0, actor.random.whole(0, said.length)));
  await actor.rest(0, 150);
  wire.reset();
}

/** Ends its side, in the middle of a line or not, and reads what still comes. */
async function half(actor: Actor): Promise<void> {
  const wire = await actor.connect();
  if (!wire) return;
  const said = `${actor.name}\nhello\n/users\nlast words without an end`;
  await wire.send(said.slice(0, actor.random.whole(0, said.length)));
  await actor.rest(0, 100);
  wire.halfClose();
  await wire.readToEnd();
  await actor.rest(50, 200);
}

/** Connects and says nothing, until it is sent away. */
async function silent(actor: Actor): Promise<void> {
  const wire = await actor.connect();
  if (!wire) return;
  await Promise.race([wire.over, actor.rest(60_000)]);
}

/** Many connections at once, and all gone again. */
async function burst(actor: Actor): Promise<void> {
  const wires = await Promise.all(Array.from({ length: 40 }, () => actor.connect()));
  await Promise.all(
    wires.map(async (wire, index) => {
      if (index % 2 === 0) await wire?.send(`${actor.name}-${index}\n`);
    }),
  );
  await actor.rest(0, 300);
  await actor.leave();
  await actor.rest(300, 1000);
}

/** Comes back under the same name as soon as it is gone, again and again. */
async function rejoin(actor: Actor): Promise<void> {
  const wire = await actor.join();
  if (!wire) return;
  if (actor.random.next() < 0.5) wire.reset();
  else wire.cut();
  await wire.over;
  await actor.rest(0, 20);
}

/** All of them want one name; who has it says so, and goes. */
async function crown(actor: Actor): Promise<void> {
  const wire = await actor.connect();
  if (!wire) return;
  while (!actor.isOver && !wire.isOver && !(await wire.named('crown'))) await actor.rest(20, 80);
  await wire.send('it is mine\n');
  await actor.rest(10, 60);
  await actor.goodbye(wire);
}

export const CONNECTIONS: readonly Kind[] = [
  { name: 'doze', clients: 20, play: doze, says: 'stops reading for seconds, then catches up' },
  { name: STEADY_KIND, clients: 10, play: trickle, says: 'reads a little four times a second, and never more' },
  { name: 'hangup', clients: 4, play: hangUp, says: 'floods, and hangs up behind all that it has sent' },
  { name: 'deaf', clients: 20, play: deaf, says: 'never reads again, in the room of the floods' },
  { name: 'reset', clients: 30, play: reset, says: 'resets its connection at any moment' },
  { name: 'half', clients: 15, play: half, says: 'ends its side at any byte, and reads on' },
  { name: 'silent', clients: 30, play: silent, says: 'connects and says nothing' },
  { name: 'burst', clients: 3, play: burst, says: 'connects 40 times at once, and is gone' },
  { name: 'rejoin', clients: 15, play: rejoin, says: 'comes back under its name as soon as it is gone' },
  { name: 'crown', clients: 15, play: crown, says: 'all of them want the same name' },
];
