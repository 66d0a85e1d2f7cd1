import { setTimeout as sleep } from 'node:timers/promises';
import type { Crowd, Person } from './person';

/** What an act has to work with. */
export interface Stage {
  readonly crowd: Crowd;
  /** How long the whole demo takes, in ms. */
  readonly duration: number;
  /** Aborted when it is over. */
  readonly over: AbortSignal;
  /** Tells whoever watches what happens. */
  readonly announce: (text: string) => void;
}

/** Waits, and is kept also when the demo is over in between; then it says so. */
async function pause(ms: number, over: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal: over }).catch(() => undefined);
  return !over.aborted;
}

const PHRASES = [
  'good morning, everybody',
  'has anybody seen the agenda?',
  'coffee is ready',
  'the build is green again',
  'I am back in five minutes',
  'that reminds me of a story',
  'ship it',
];

const pick = <T>(from: readonly T[], turn: number): T => from[turn % from.length] as T;

/** People come in one after the other, talk in the lobby, and look who is there. */
export async function talk({ crowd, over, announce }: Stage, people: number): Promise<void> {
  announce(`${String(people)} people come in and talk in the lobby`);
  const guests: Person[] = [];
  try {
    for (let turn = 0; await pause(guests.length < people ? 50 : 1000 / people, over); turn += 1) {
      if (guests.length < people) guests.push(await crowd.named(`guest-${String(guests.length + 1)}`));
      const person = pick(guests, turn);
      if (turn % 40 === 0) person.say('/users');
      else if (turn % 97 === 0) person.say('/help');
      else person.say(pick(PHRASES, turn));
      // In the middle of it a few lose their connection, and nobody comes in their place.
      if (turn % 200 === 199 && guests.length > people / 2) guests.pop()?.vanish();
    }
  } finally {
    announce('the lobby says goodbye');
    await Promise.all(guests.map((person) => person.leave()));
  }
}

/** Two people whisper to each other, sometimes to somebody who is not there. */
export async function whisper({ crowd, over, announce }: Stage): Promise<void> {
  announce('romeo and juliet whisper');
  const romeo = await crowd.named('romeo');
  const juliet = await crowd.named('juliet');
  for (let turn = 0; await pause(200, over); turn += 1) {
    if (turn % 15 === 14) romeo.say('/w rosaline are you there?');
    else if (turn % 2 === 0) romeo.say('/w juliet what light through yonder window breaks?');
    else juliet.say('/w romeo wherefore art thou?');
  }
  await Promise.all([romeo.leave(), juliet.leave()]);
}

/** People wander through rooms, which open with the first and close with the last. */
export async function wander({ crowd, over, announce }: Stage): Promise<void> {
  const rooms = ['garden', 'kitchen', 'library', 'cellar'];
  announce(`four people wander through ${rooms.join(', ')}`);
  const people = await Promise.all(['ariel', 'bianca', 'cassio', 'duncan'].map((name) => crowd.named(name)));
  for (let turn = 0; await pause(250, over); turn += 1) {
    const person = pick(people, turn);
    if (turn % 11 === 10) person.say('/rooms');
    else if (turn % 7 === 6) person.say('/leave');
    else person.say(turn % 3 === 0 ? `/join ${pick(rooms, turn * 7 + 1)}` : 'it is nice in here');
  }
  await Promise.all(people.map((person) => person.leave()));
}

/** A long line: 512 characters of four bytes each, the most that is allowed. */
const SERMON = '𝄞'.repeat(512);
/** Long lines a second for each of the speakers; with four of them the buffers of a sleeper are full in some seconds. */
const SERMON_RATE = 100;

/** In a busy room some fall asleep: their lines wait, then are dropped, and on waking up they are told how many. */
export async function sleepThrough({ crowd, duration, over, announce }: Stage): Promise<void> {
  const speakers = await Promise.all([1, 2, 3, 4].map((n) => crowd.named(`preacher-${String(n)}`)));
  const sleepers = await Promise.all([1, 2, 3].map((n) => crowd.named(`sleeper-${String(n)}`)));
  const everybody = [...speakers, ...sleepers];
  for (const person of everybody) person.say('/join church');
  const begin = performance.now();
  const elapsed = (): number => performance.now() - begin;
  let sent = 0;
  let state: 'awake' | 'asleep' | 'woken' = 'awake';
  while (await pause(50, over)) {
    if (state === 'awake' && elapsed() > duration * 0.1) {
      announce('three people in a busy room stop reading; what does not fit into their buffers is dropped');
      for (const person of sleepers) person.fallAsleep();
      state = 'asleep';
    }
    if (state === 'asleep' && elapsed() > duration * 0.7) {
      announce('they read again, and are told how much they have missed');
      for (const person of sleepers) person.wakeUp();
      state = 'woken';
    }
    const due = Math.floor((elapsed() / 1000) * SERMON_RATE);
    const lines = state === 'woken' ? 1 : due - sent;
    for (let line = 0; line < lines; line += 1) for (const person of speakers) person.say(SERMON);
    sent = due;
  }
  await Promise.all(everybody.map((person) => person.leave()));
}

/** A flood of all that a server refuses: names, commands, lines, and other protocols. */
export async function flood({ crowd, duration, over, announce }: Stage): Promise<void> {
  if (!(await pause(duration * 0.3, over))) return;
  announce('a flood of what is not allowed: names in use, unknown commands, endless lines, web browsers');
  const until = performance.now() + duration * 0.4;
  const keeper = await crowd.named('gatekeeper');
  for (let turn = 0; performance.now() < until && (await pause(100, over)); turn += 1) {
    const stranger = await crowd.stranger();
    const browser = await crowd.stranger();
    stranger.say('gatekeeper');
    stranger.say('not a name');
    browser.sendRaw(
      turn % 2 === 0 ? 'GET / HTTP/1.1\r\nHost: chat\r\n\r\n' : '\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03',
    );
    keeper.say('/dance');
    keeper.say('/w nobody hello?');
    keeper.say('x'.repeat(600));
    if (turn % 5 === 0) keeper.say('x'.repeat(5000));
    await pause(30, over);
    stranger.vanish();
    await browser.leave();
  }
  await keeper.leave();
}
