import { Client } from './client';
import type { Program } from './program';

/** How many come and go at a time; each is two lines of log. */
export const CROWD = 250;
/** The log lines that were left out. */
export const DROPPED = 'chat_log_lines_dropped_total';

/** After so many crowds a log that is not taken has long been full: each has more than 100 KB for it. */
const MOST_CROWDS = 100;

/** Clients come and go, each for two lines of log, until the log has missed enough. */
export async function crowd(program: Program, enough: (dropped: number) => boolean): Promise<void> {
  for (let crowds = 0; crowds < MOST_CROWDS; crowds += 1) {
    const clients = await Promise.all(Array.from({ length: CROWD }, () => Client.connect(program.port)));
    await Promise.all(clients.map((client) => client.gets('Enter username:')));
    for (const client of clients) client.reset();
    if (enough(await program.metric(DROPPED))) return;
  }
  throw new Error(`after ${MOST_CROWDS * CROWD} clients the log has not missed enough`);
}

/** Two who talk, before and after something that must not disturb them. */
export async function talkDuring(program: Program, disturbance: () => Promise<void>): Promise<void> {
  const alice = await Client.named('alice', program.port);
  const bob = await Client.named('bob', program.port);
  await alice.gets('SYSTEM: bob joined');
  await disturbance();
  for (let line = 1; line <= 10; line += 1) {
    alice.send(`line ${line}`);
    await bob.gets(`alice: line ${line}`);
  }
}
