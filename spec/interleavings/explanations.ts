import type { ChatModel } from '../helpers/model';
import { END } from '../helpers/modelReader';

/** One thing that the server sees a client do, at one moment. */
export type Deed =
  | { readonly does: 'connect' }
  | { readonly does: 'send'; readonly bytes: Uint8Array }
  /** It ends its side, and reads what comes. */
  | { readonly does: 'end' }
  /** It closes both sides: an end for the server or, where it had not read all, a reset. What it sent last may be lost. */
  | { readonly does: 'close' }
  /**
   * It cuts the connection. What it sent last may be lost; and where the cut comes before the server has read that, the
   * system may report an end like any other.
   */
  | { readonly does: 'reset' };

/** What clients did at the same time, and what each got to read. */
export interface Episode {
  /** What each client did, in its order. */
  readonly deeds: ReadonlyMap<number, readonly Deed[]>;
  /** What each got to read; less than it was told, where it closed or cut its connection. */
  readonly got: ReadonlyMap<number, readonly string[]>;
}

/** A moment in one possible order of the deeds. */
interface Moment {
  readonly model: ChatModel;
  /** How many deeds of each client have been done. */
  readonly done: Readonly<Record<number, number>>;
  /** How many lines each client has been told. */
  readonly told: Readonly<Record<number, number>>;
}

/**
 * Looks for the orders in which the deeds of an episode can have happened, given what everybody got to read.
 *
 * This is what "linearizable" means: whatever clients do at the same time, there must be one order, the same for all of
 * them and with each client's deeds in its own order, in which the model says exactly the lines that each of them got.
 *
 * @param models the chats as they may have been before, more than one where nobody could tell the difference
 * @param episode what happened
 * @returns the chats as they may be after it; none where no order explains what was read
 */
export function explanations(models: readonly ChatModel[], { deeds, got }: Episode): ChatModel[] {
  const clients = Array.from(deeds.keys());
  const partial = new Set(clients.filter((client) => cutsOff(deeds.get(client)?.at(-1))));
  const known = new Set<string>();
  const found: ChatModel[] = [];

  /** Takes note of what the model said; false where a client got something else. */
  const agrees = (model: ChatModel, told: Record<number, number>): boolean => {
    for (const { client, line, end } of model.told.splice(0)) {
      const lines = got.get(client) ?? [];
      for (const said of [...(line === undefined ? [] : [line]), ...(end ? [END] : [])]) {
        const place = (told[client] = (told[client] ?? 0) + 1) - 1;
        if (lines[place] !== said && !(partial.has(client) && place >= lines.length)) return false;
      }
    }
    return true;
  };
  const explore = ({ model, done, told }: Moment): void => {
    const key = JSON.stringify([model.people, model.rooms, done, told]);
    if (known.has(key)) return;
    known.add(key);
    const open = clients.filter((client) => (done[client] ?? 0) < deeds.get(client)!.length);
    if (open.length === 0) {
      const isAll = Array.from(got).every(([client, lines]) => (told[client] ?? 0) >= lines.length);
      if (isAll) found.push(model);
    }
    for (const client of open) {
      const mine = deeds.get(client)!;
      const index = done[client] ?? 0;
      for (const [deed, next] of choices(mine, index)) {
        const after = { model: model.copy(), done: { ...done, [client]: next }, told: { ...told } };
        doTo(after.model, client, deed);
        if (agrees(after.model, after.told)) explore(after);
      }
    }
  };
  for (const model of models) explore({ model, done: {}, told: {} });
  return distinct(found);
}

const cutsOff = (deed: Deed | undefined): boolean => deed?.does === 'close' || deed?.does === 'reset';

/** What can happen next: the client's next deed, or the loss of all that it did last because it cut the connection. */
function choices(deeds: readonly Deed[], index: number): [deed: Deed, next: number][] {
  const deed = deeds[index]!;
  const ways: Deed[] = [deed];
  if (deed.does === 'close') ways.push({ does: 'end' });
  if (deed.does === 'reset' && index > 0) ways.push({ does: 'end' });
  const all: [Deed, number][] = ways.map((way) => [way, index + 1]);
  if (cutsOff(deeds.at(-1)) && index < deeds.length - 1 && deed.does !== 'connect')
    all.push([{ does: 'reset' }, deeds.length]);
  return all;
}

function doTo(model: ChatModel, client: number, deed: Deed): void {
  if (deed.does === 'connect') model.connects(client);
  else if (deed.does === 'send') model.sends(client, deed.bytes);
  else if (deed.does === 'end') model.ends(client);
  else model.breaks(client);
}

function distinct(models: readonly ChatModel[]): ChatModel[] {
  return Array.from(new Map(models.map((model) => [JSON.stringify([model.people, model.rooms]), model])).values());
}
