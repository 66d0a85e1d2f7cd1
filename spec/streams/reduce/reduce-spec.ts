import fc from 'fast-check';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { Recorded } from '../../../src/streams/journal/journal';
import { networksOf } from '../../../src/streams/model/address';
import type { AdmissionLimits } from '../../../src/streams/reduce/admission';
import { nameKey } from '../../../src/streams/reduce/names';
import { labelOf, type Outcome } from '../../../src/streams/model/outcome';
import { OUTCOME_LABELS } from '../../../src/streams/reduce/outcomeLabels';
import { reduce } from '../../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY, LOBBY_KEY, type Registry } from '../../../src/streams/reduce/registry';
import { anyHistory } from '../../helpers/anyHistory';
import { arrives, History, NO_LIMITS, sends, SHUTS_DOWN, snapshot } from '../../helpers/history';
import { TEXT_AND_TINY } from '../../helpers/tinyDialect';

const limits: AdmissionLimits = {
  connections: 5,
  connectionsPerAddress: 2,
  connectionBurst: 2,
  connectionRate: 10,
  limitLoopback: false,
  registrationTimeout: 100,
  idleTimeout: 150,
};

interface Fold {
  readonly registries: Registry[];
  readonly outcomes: Outcome[];
}

function fold(history: readonly Recorded<ChatEvent>[], under = limits): Fold {
  const registries = [EMPTY_REGISTRY];
  const outcomes: Outcome[] = [];
  for (const recorded of history) {
    const [registry, outcome] = reduce(registries.at(-1)!, recorded, under, TEXT_AND_TINY);
    registries.push(registry);
    outcomes.push(outcome);
  }
  return { registries, outcomes };
}

/** What a registry says beside who its clients are. */
const saidBy = ({ names, rooms, lastActivityAt: heard, admitted, addresses }: Registry): unknown => ({
  names: Object.fromEntries(names),
  seats: Object.fromEntries(
    Array.from(rooms).flatMap(([room, { members }]) => Array.from(members, ([name, id]) => [id, { name, room }])),
  ),
  rooms: new Set(rooms.keys()),
  heard: new Set(heard.keys()),
  admitted,
  addresses: Object.fromEntries(addresses),
});

/** The same, as it follows from its clients alone. */
function followingFrom({ clients }: Registry): unknown {
  const all = Array.from(clients.values());
  const present = all.filter(({ leaving }) => !leaving);
  const named = present.flatMap(({ id, user }) => (user ? [{ id, ...user }] : []));
  const admitted = all.filter(({ refused }) => !refused);
  const addresses: Record<string, number> = {};
  for (const { address } of admitted)
    for (const key of networksOf(address)) addresses[String(key)] = (addresses[String(key)] ?? 0) + 1;
  return {
    names: Object.fromEntries(named.map(({ id, name }) => [nameKey(name), id])),
    seats: Object.fromEntries(named.map(({ id, name, room }) => [id, { name, room }])),
    rooms: new Set([LOBBY_KEY, ...named.map(({ room }) => room)]),
    heard: new Set(present.map(({ id }) => id)),
    admitted: admitted.length,
    addresses,
  };
}

describe('reduce, for any history', () => {
  it('never changes a registry that it was given or has made', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const kept: [Registry, string][] = [];
        let registry = EMPTY_REGISTRY;
        for (const recorded of history) {
          [registry] = reduce(registry, recorded, limits, TEXT_AND_TINY);
          kept.push([registry, JSON.stringify(snapshot(registry))]);
        }
        for (const [old, asItWas] of kept) expect(JSON.stringify(snapshot(old))).toBe(asItWas);
        expect(snapshot(EMPTY_REGISTRY)).toStrictEqual(snapshot(new History().registry));
      }),
    );
  });

  it('makes the same of the same events, whenever they are replayed', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const live = fold(history);
        const replayed = fold(JSON.parse(JSON.stringify(history)) as typeof history);
        expect(replayed.outcomes).toStrictEqual(live.outcomes);
        expect(snapshot(replayed.registries.at(-1)!)).toStrictEqual(snapshot(live.registries.at(-1)!));
      }),
    );
  });

  it('hears no client once the server stops', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { registries } = fold([...history, { seq: history.length + 1, at: 0, event: SHUTS_DOWN }]);
        const { clients, names, stopping } = registries.at(-1)!;
        expect([stopping, names.size, clients.filter(({ leaving }) => !leaving).size]).toEqual([true, 0, 0]);
      }),
    );
  });

  it('can go on from any registry that was kept', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(120), (history, cut) => {
        const { registries, outcomes } = fold(history);
        const from = Math.min(cut, history.length);
        let registry = registries[from]!;
        const rest = history.slice(from).map((recorded) => {
          const [next, outcome] = reduce(registry, recorded, limits, TEXT_AND_TINY);
          registry = next;
          return outcome;
        });
        expect(rest).toStrictEqual(outcomes.slice(from));
      }),
    );
  });

  it('keeps names, rooms, places and addresses in step', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        for (const registry of fold(history).registries) {
          expect(saidBy(registry)).toStrictEqual(followingFrom(registry));
          expect(registry.admitted).toBeLessThanOrEqual(limits.connections);
        }
      }),
    );
  });

  it('gives back the registry itself if, and only if, nothing in it has changed', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { registries, outcomes } = fold(history, { ...limits, idleTimeout: 0 }); // or every line is noted
        const contents = registries.map((registry) => JSON.stringify(snapshot(registry)));
        outcomes.forEach(({ type }, index) => {
          const [before, after] = [registries[index]!, registries[index + 1]!];
          expect(before === after).toBe(contents[index] === contents[index + 1]);
          const forgets = after.arrivals.size < before.arrivals.size; // as time passes, of which no client hears
          if (forgets) expect(history[index]!.event.type).toBe('ticked');
          else if (type === 'none' || type === 'refuse') expect(after).toBe(before);
        });
      }),
    );
  });

  it('is tried with every command and every other kind of outcome there is', () => {
    // A defect is what becomes of an error, and a start stands between two histories: spec/recovery/ has those.
    const wanted = OUTCOME_LABELS.filter(
      (label) => !['defect', 'restart', 'reload', 'gone', 'cut_off'].includes(label),
    );
    const seen = new Set<string>();
    const isCovered = (): boolean => wanted.every((label) => seen.has(label));
    const { seed = Date.now() } = fc.readConfigureGlobal();
    for (let batch = 0; batch < 50 && !isCovered(); batch += 1)
      for (const history of fc.sample(anyHistory, { numRuns: 100, seed: seed + batch }))
        for (const limits of [undefined, NO_LIMITS])
          for (const outcome of fold(history, limits).outcomes) seen.add(labelOf(outcome));
    expect([...seen].sort()).toEqual(wanted.sort());
  });
});

describe('reduce, for one event', () => {
  it('shares with the registry before all rooms that the event does not touch', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), sends(2, '/join dev'), ...arrives(3, 'carol'));
    const before = history.registry;
    history.add(sends(3, '/join qa'));
    expect(history.registry.rooms.get('dev')).toBe(before.rooms.get('dev'));
    expect(history.registry.names).toBe(before.names);
    expect(history.registry.addresses).toBe(before.addresses);
    expect(history.registry.clients.get(1)).toBe(before.clients.get(1));
  });
});
