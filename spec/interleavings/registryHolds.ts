import assert from 'node:assert/strict';
import { readings } from '../../src/streams/reduce/lookAlikes';
import type { Registry } from '../../src/streams/reduce/registry';
import { type ChatModel, keyOf, LOBBY } from '../helpers/model';

/**
 * What must hold of a registry at every moment, whatever happened: no name twice, and each of the ways to find a client
 * (by itself, by its name, by its room and by its address) finds the same ones.
 *
 * @param registry the registry
 * @throws an AssertionError that shows both sides
 */
export function registryHolds(registry: Registry): void {
  listingsHold(registry);
  ignoringHolds(registry);
  const { clients, names, rooms, nameReadings, roomReadings, ...counts } = registry;
  const { pendingSince: unnamed, lastActivityAt: heard, admitted, addresses } = counts;
  const all = Array.from(clients.values());
  const named = all.flatMap(({ id, user, leaving }) => (user && !leaving ? [{ id, ...user }] : []));
  const keys = named.map((user) => keyOf(user.name));
  assert.equal(new Set(keys).size, keys.length, `a name is used twice: ${keys.join()}`);
  assert.deepEqual(sorted(names), sorted(named.map(({ id, name }) => [keyOf(name), id])), 'names');

  const seats = Array.from(rooms).flatMap(([key, { members }]) =>
    Array.from(members, ([name, id]) => [id, name, key] as const),
  );
  assert.deepEqual(
    sorted(seats),
    sorted(named.map(({ id, name, room }) => [id, name, room])),
    'one seat for each name',
  );
  for (const [key, { name, members }] of rooms) {
    assert.equal(keyOf(name), key, 'a room is found by its name');
    assert.ok(members.size > 0 || key === LOBBY, `nobody is in ${name}`);
  }
  assert.ok(rooms.has(LOBBY), 'the lobby is gone');
  const othersOf = (all: readonly string[]): unknown[] =>
    sorted(all.flatMap((name) => readings(name).map((reading) => [reading, keyOf(name)])));
  assert.deepEqual(sorted(nameReadings), othersOf(named.map(({ name }) => name)), 'how names read');
  assert.deepEqual(sorted(roomReadings), othersOf(Array.from(rooms.values(), ({ name }) => name)), 'how rooms read');

  const waiting = all.filter(({ user, leaving }) => !user && !leaving);
  assert.deepEqual(sorted(unnamed), sorted(waiting.map(({ id, since }) => [id, since])), 'those without a name');
  if (heard.size > 0) {
    const present = all.filter(({ leaving }) => !leaving);
    assert.deepEqual(sorted(heard.keys()), sorted(present.map(({ id }) => id)), 'those who can be heard');
  }
  const inside = all.filter(({ refused }) => !refused);
  assert.equal(admitted, inside.length, 'admitted');
  let counted = 0;
  for (const [block, count] of addresses) {
    assert.equal(count, inside.filter(({ address }) => address === block).length, `connections from ${block}`);
    counted += count;
  }
  assert.equal(counted, inside.length, 'each is counted for its address');
}

/** Who ignores whom is known from both sides, of those alone who are here; so is who whispered to whom. */
function ignoringHolds({ clients, ignorers, lastWhispers, bells }: Registry): void {
  const here = Array.from(clients.values()).filter(({ user, leaving }) => user && !leaving);
  const pairs = here.flatMap(({ id, ignored = [] }) => Array.from(ignored, ([key]) => [key, id]));
  const reversed = Array.from(ignorers).flatMap(([key, ids]) => ids.map((id) => [key, id]));
  assert.deepEqual(sorted(reversed), sorted(pairs), 'who ignores whom');
  assert.ok(!Array.from(ignorers.values()).some((ids) => ids.length === 0), 'a name without ignorers is not kept');
  const ringing = here.filter(({ preferences }) => preferences?.bell === 'name');
  assert.deepEqual(
    sorted(bells),
    sorted(ringing.map(({ id, user }) => [keyOf(user?.name ?? ''), id])),
    'whose bell rings',
  );
  for (const id of lastWhispers.keys())
    assert.ok(
      here.some((client) => client.id === id),
      'whisperers of the gone are not kept',
    );
}

/** What is listed is what there is, in the order of its bytes, which is that of its code points. */
function listingsHold({ clients, names, usersByName, rooms, roomsByName }: Registry): void {
  const shown = Array.from(names, ([, id]) => [clients.get(id)?.user?.name ?? '', id] as const);
  assert.deepEqual(Array.from(usersByName), byBytes(shown), 'the users as they are listed');
  const titles = Array.from(rooms, ([key, { name }]) => [name, key] as const);
  assert.deepEqual(Array.from(roomsByName), byBytes(titles), 'the rooms as they are listed');
  for (const { name, members } of rooms.values())
    assert.deepEqual(Array.from(members), byBytes(Array.from(members)), `the members of ${name} as they are listed`);
}

const byBytes = (entries: readonly (readonly [string, unknown])[]): unknown[] =>
  entries.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/**
 * Compares what the server knows with what the model does.
 *
 * @param registry the registry, in which a client has the id that it has in the model
 * @param model the model
 * @throws an AssertionError that shows both sides
 */
export function registryMatches(registry: Registry, model: ChatModel): void {
  const users = Array.from(registry.clients.values(), ({ id, user, leaving }) =>
    user && !leaving ? [id, user.name, user.room] : [id],
  );
  const people = model.people.map(({ client, name, room, leaving }) =>
    name && !leaving ? [client, name, room] : [client],
  );
  assert.deepEqual(sorted(users), sorted(people), 'clients');
  const titles = Array.from(registry.rooms, ([key, { name }]) => [key, name]);
  assert.deepEqual(sorted(titles), sorted(Object.entries(model.rooms)), 'rooms');
}

const sorted = (items: Iterable<unknown>): unknown[] =>
  Array.from(items, (item) => [JSON.stringify(item), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
