import { poll } from '../../testkit/eventually';
import { startServer } from '../subjects';
import type { Starved } from './numbers';
import { newTally } from './tally';
import { Wire } from './wire';

/** How many files the server may have open; Node itself takes about twenty. */
const FILES = 64;
/** How many strangers want to come in: more than there are descriptors for. */
const STRANGERS = 80;
/** How long somebody new is waited for when there are descriptors again, in ms, and between two tries. */
const REOPENING = 8000;
const PAUSE = 100;

const NEVER = new Promise(() => undefined);

/**
 * Takes all file descriptors of a server while two clients inside talk on, gives them back, and sees whether somebody new
 * is let in.
 *
 * @param command the server
 * @param seconds how long there are none
 */
export async function starve(command: readonly string[], seconds: number): Promise<Starved> {
  const limited = ['bash', '-c', `ulimit -n ${FILES}; exec "$@"`, 'bash', ...command];
  const server = await startServer({ command: limited, hasMetrics: true }, undefined);
  const tally = newTally();
  const wires: Wire[] = [];
  const open = (): Wire => {
    const wire = new Wire(server, tally, NEVER);
    wires.push(wire);
    return wire;
  };
  try {
    const [ann, ben] = [open(), open()];
    await Promise.all([ann.named('ann'), ben.named('ben')]);

    let letIn = 0;
    const strangers = Array.from({ length: STRANGERS }, () => {
      const wire = open();
      void wire.sees(/^Enter username:$/).then((asked) => (letIn += Number(asked)));
      return wire;
    });
    let [said, seen, longest] = [0, 0, 0];
    for (const end = performance.now() + seconds * 1000; performance.now() < end; said += 1) {
      const line = new RegExp(`^(ann|ben): line ${said}$`);
      const both = Promise.all([ann.sees(line), ben.sees(line)]);
      const at = performance.now();
      await (said % 2 === 0 ? ann : ben).send(`line ${said}\n`);
      seen += (await both).filter(Boolean).length;
      longest = Math.max(longest, performance.now() - at);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    const whileStarved = letIn;
    for (const wire of strangers) wire.cut();
    const reopened = await letsIn(open);
    for (const wire of wires) wire.cut();
    const stop = await server.stop();
    return { files: FILES, tried: STRANGERS, letIn: whileStarved, said, seen, longest, reopened, stop };
  } finally {
    for (const wire of wires) wire.cut();
    await server.stop();
  }
}

/** Tries until somebody new gets a name, or it has taken too long. */
async function letsIn(open: () => Wire): Promise<boolean> {
  const isIn = async (): Promise<boolean> => {
    const wire = open();
    if (await wire.named('newcomer')) return true;
    wire.cut();
    return false;
  };
  return (await poll(isIn, REOPENING, PAUSE)) ?? false;
}
