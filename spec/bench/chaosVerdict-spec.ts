import type { HonestFigures, RoomFigures } from '../../bench/chaos/honest/plan';
import { COUNTED_BY_BOTH } from '../../bench/chaos/hostile/actor';
import { STEADY_KIND } from '../../bench/chaos/names';
import type { Numbers, Starved } from '../../bench/chaos/numbers';
import { newTally, type Tally } from '../../bench/chaos/tally';
import { CONDITIONS, failures } from '../../bench/chaos/verdict';

const room = (name: string): RoomFigures => ({
  ...{ room: name, clients: 20, said: 100, seen: 2000, lost: 0, doubled: 0, reordered: 0, altered: 0, skipped: 0 },
  ...{ strangers: name === 'lobby' ? 500 : 0, ended: 0, p50: 1, p99: 20, max: 30 },
});
const STOPPED = { code: 0, signal: null, took: 50 };

/** Numbers of the server, after 7 connections of a hostile kind and 40 honest ones. */
const METRICS: Readonly<Record<string, number>> = {
  chat_connections_total: 47,
  chat_connected_clients: 40,
  chat_named_clients: 40,
  chat_rooms: 2,
  chat_lines_offered_total: 5000,
  chat_lines_written_total: 4900,
  chat_lines_dropped_total: 100,
  chat_outbound_queued_lines: 0,
  chat_outbound_queued_bytes: 0,
  chat_slow_clients: 0,
  'chat_disconnections_total{reason="exit"}': 3,
  'chat_disconnections_total{reason="reset"}': 2,
  'chat_disconnections_total{reason="wrong_protocol"}': 2,
  'chat_disconnections_total{reason="internal_error"}': 0,
  'chat_messages_total{type="unregister"}': 7,
  'chat_messages_total{type="exit"}': 3,
  ...Object.fromEntries(COUNTED_BY_BOTH.map((code) => [`chat_refused_total{reason="${code}"}`, 0])),
  'chat_refused_total{reason="unknown_command"}': 5,
  'chat_refused_total{reason="http"}': 1,
  'chat_refused_total{reason="ssh"}': 1,
};

const rude: Tally = { ...newTally(), connects: 7, told: { unknown_command: 5, http: 1, ssh: 1, username_taken: 9 } };
const honest: HonestFigures = { rooms: [room('lobby'), room('home')], unsafe: [], late: 1, toldOfShutdown: 0 };
const starved: Starved = {
  ...{ files: 64, tried: 80, letIn: 16, said: 10, seen: 20, longest: 20, reopened: true, stop: STOPPED },
};
const GOOD: Numbers = {
  ...{ seed: 1, seconds: 15, cpu: 5, health: 200, stop: STOPPED, drainTimeout: 5000, toldOfShutdown: 40 },
  honest,
  hostile: { rude },
  alone: { said: 80, deliveries: 1600, broadcasts: 80, offered: 1600 },
  metrics: new Map(Object.entries(METRICS)),
  memory: { before: 100 * 2 ** 20, peak: 200 * 2 ** 20, after: 105 * 2 ** 20 },
  starved,
  crashed: { lines: 900, missing: [] },
};

const inLobby = (changes: Partial<RoomFigures>): Numbers => ({
  ...GOOD,
  honest: { ...honest, rooms: [{ ...room('lobby'), ...changes }, room('home')] },
});
const atHome = (changes: Partial<RoomFigures>): Numbers => ({
  ...GOOD,
  honest: { ...honest, rooms: [room('lobby'), { ...room('home'), ...changes }] },
});
const counting = (changes: Readonly<Record<string, number>>): Numbers => ({
  ...GOOD,
  metrics: new Map(Object.entries({ ...METRICS, ...changes })),
});
const hostile = (changes: Partial<Tally>): Numbers => ({ ...GOOD, hostile: { rude: { ...rude, ...changes } } });
const starving = (changes: Partial<Starved>): Numbers => ({ ...GOOD, starved: { ...starved, ...changes } });

/** Numbers with one thing wrong, and what is said of it. */
const WRONG: readonly { readonly says: string; readonly numbers: Numbers }[] = [
  {
    says: 'the clients of the server that was killed had received no lines at all',
    numbers: { ...GOOD, crashed: { lines: 0, missing: [] } },
  },
  {
    says: 'after kill -9 the journal does not have 1 lines that clients had received: ann: hello',
    numbers: { ...GOOD, crashed: { lines: 9, missing: ['ann: hello'] } },
  },
  { says: '3 deliveries to honest clients were lost', numbers: inLobby({ lost: 3 }) },
  { says: '1 lines came to an honest client twice', numbers: atHome({ doubled: 1 }) },
  { says: '2 lines came to an honest client after a later one', numbers: atHome({ reordered: 2 }) },
  { says: '1 lines of honest clients were not as they had been said', numbers: inLobby({ altered: 1 }) },
  { says: '4 lines were skipped for honest clients', numbers: inLobby({ skipped: 4 }) },
  { says: '1 honest clients lost their connections', numbers: atHome({ ended: 1 }) },
  { says: 'the honest group has seen no lines at all', numbers: atHome({ seen: 0 }) },
  { says: '1 lines of strangers came to the room of the honest group', numbers: atHome({ strangers: 1 }) },
  { says: 'the p99 of honest lines was 250.0 ms in lobby, and not under 250 ms', numbers: inLobby({ p99: 250 }) },
  { says: 'the p99 of honest lines was NaN ms in home', numbers: atHome({ p99: NaN }) },
  {
    says: 'clients saw bytes that are not safe to show: byte 0x7',
    numbers: { ...GOOD, honest: { ...honest, unsafe: ['byte 0x7 in "x"'] } },
  },
  { says: 'clients saw bytes that are not safe to show: byte 0x1b', numbers: hostile({ unsafe: ['byte 0x1b in ""'] }) },
  {
    says: 'the memory of the server did not come back: 100.0 MiB before, 111.0 MiB after',
    numbers: { ...GOOD, memory: { ...GOOD.memory, after: 111 * 2 ** 20 } },
  },
  {
    says: 'connections = endings + connected: 47 is not 48',
    numbers: counting({ 'chat_disconnections_total{reason="reset"}': 3 }),
  },
  { says: 'connected clients = honest ones: 41 is not 40', numbers: counting({ chat_connected_clients: 41 }) },
  { says: 'named clients = honest ones: 41 is not 40', numbers: counting({ chat_named_clients: 41 }) },
  { says: 'rooms = those of the honest group: 3 is not 2', numbers: counting({ chat_rooms: 3 }) },
  {
    says: 'offered lines = written + dropped + queued: 5000 is not 4999',
    numbers: counting({ chat_lines_written_total: 4899 }),
  },
  { says: 'queued lines = 0: 1 is not 0', numbers: counting({ chat_outbound_queued_lines: 1 }) },
  { says: 'queued bytes = 0: 9 is not 0', numbers: counting({ chat_outbound_queued_bytes: 9 }) },
  { says: 'clients that take nothing = 0: 1 is not 0', numbers: counting({ chat_slow_clients: 1 }) },
  {
    says: 'endings = clients unregistered: 7 is not 8',
    numbers: counting({ 'chat_messages_total{type="unregister"}': 8 }),
  },
  {
    says: 'clients that left by /exit = endings by exit: 4 is not 3',
    numbers: counting({ 'chat_messages_total{type="exit"}': 4 }),
  },
  {
    says: 'http, tls, ssh, proxy refused = endings by wrong_protocol: 2 is not 1',
    numbers: counting({ 'chat_disconnections_total{reason="wrong_protocol"}': 1 }),
  },
  {
    says: 'defects that ended a connection = 0: 1 is not 0',
    numbers: counting({ 'chat_disconnections_total{reason="internal_error"}': 1 }),
  },
  {
    says: '2 of 10 readers that are slow and steady lost their connections',
    numbers: {
      ...GOOD,
      hostile: { rude, [STEADY_KIND]: { ...newTally(), ends: { left: 8, 'ended by the server': 1, ECONNRESET: 1 } } },
    },
  },
  { says: 'connections made = clients, and requests of HTTP: 48 is not 47', numbers: hostile({ connects: 8 }) },
  {
    says: 'connections made = clients, and requests of HTTP: 46 is not 47',
    numbers: hostile({ answers: { 404: 1 } }),
  },
  ...COUNTED_BY_BOTH.map((code) => ({
    says: `refusals of ${code}: the server has counted 99, and the clients were told of `,
    numbers: counting({ [`chat_refused_total{reason="${code}"}`]: 99 }),
  })),
  {
    says: 'refusals of unknown_command: the server has counted 5, and the clients were told of between 2 and 4',
    numbers: hostile({ told: { ...rude.told, unknown_command: 2 }, skipped: 2 }),
  },
  {
    says: 'honest lines said = lines broadcast: 80 is not 79',
    numbers: { ...GOOD, alone: { ...GOOD.alone, broadcasts: 79 } },
  },
  {
    says: 'honest deliveries = lines offered: 1600 is not 1580',
    numbers: { ...GOOD, alone: { ...GOOD.alone, offered: 1580 } },
  },
  {
    says: 'clients that left in order never saw the end of their connection: 2 rude',
    numbers: hostile({ unfinished: 2 }),
  },
  { says: '/healthz answered 503, and not 200', numbers: { ...GOOD, health: 503 } },
  {
    says: 'at SIGTERM the server ended with SIGKILL after 10000 ms, and not with 0 within 5000 ms',
    numbers: { ...GOOD, stop: { code: null, signal: 'SIGKILL', took: 10_000 } },
  },
  {
    says: 'at SIGTERM the server ended with 1 after 50 ms, and not with 0 within 5000 ms',
    numbers: { ...GOOD, stop: { ...STOPPED, code: 1 } },
  },
  {
    says: 'honest clients told that the server stops = all of them: 39 is not 40',
    numbers: { ...GOOD, toldOfShutdown: 39 },
  },
  {
    says: 'the server with few descriptors let all 80 in, so it was never short of them',
    numbers: starving({ letIn: 80 }),
  },
  { says: 'without descriptors 19 of 20 lines came to the two inside', numbers: starving({ seen: 19 }) },
  { says: 'without descriptors a line took 2000 ms, and not under 2000 ms', numbers: starving({ longest: 2000 }) },
  { says: 'nobody new was let in when there were descriptors again', numbers: starving({ reopened: false }) },
  {
    says: 'the server with few descriptors ended with 1, and not with 0',
    numbers: starving({ stop: { ...STOPPED, code: 1 } }),
  },
];

describe('the verdict of chaos', () => {
  it('is good where everything holds, and where a refusal was among the lines that were skipped', () => {
    expect(failures(GOOD)).toEqual([]);
    expect(failures(hostile({ told: { ...rude.told, unknown_command: 4 }, skipped: 1 }))).toEqual([]);
  });

  it.each(WRONG)('$says', ({ says, numbers }) => {
    expect(failures(numbers)).toContainEqual(expect.stringContaining(says));
  });

  it('has no condition that cannot fail', () => {
    const never = CONDITIONS.filter((condition) => WRONG.every(({ numbers }) => condition(numbers) === undefined));
    expect(never.map(String)).toEqual([]);
  });

  it('is bad where numbers of the server are missing', () => {
    expect(failures({ ...GOOD, metrics: new Map() }).length).toBeGreaterThan(10);
  });
});
