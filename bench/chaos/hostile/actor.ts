import { FOREIGN_PROTOCOLS } from '../../../src/streams/model/foreignProtocol';
import type { Target } from '../../../testkit/lineClient';
import type { Random } from '../../random';
import type { Tally } from '../tally';
import { Wire } from '../wire';

/** When it is over for all hostile clients. */
export interface Truce {
  readonly isOver: boolean;
  /** Kept when it is. */
  readonly over: Promise<unknown>;
  /** Waits for so long, or until it is over. */
  rest(ms: number): Promise<void>;
}

/** What a hostile client has to do with: who it is, chance, time, and connections to the server. */
export class Actor {
  private wires: Wire[] = [];

  /**
   * @param name its own name in the chat
   * @param index which one of its kind it is
   */
  constructor(
    readonly name: string,
    readonly index: number,
    readonly random: Random,
    readonly tally: Tally,
    readonly chat: Target,
    readonly metrics: Target,
    private readonly truce: Truce,
  ) {}

  get isOver(): boolean {
    return this.truce.isOver;
  }

  /** Waits for a time between the two, in ms, or until all is over. */
  rest(least: number, most = least): Promise<void> {
    return this.truce.rest(this.random.whole(least, most));
  }

  /** Connects; nothing where that fails. */
  async connect(to: Target = this.chat, telnet = false): Promise<Wire | undefined> {
    const wire = new Wire(to, this.tally, this.truce.over, telnet);
    this.wires = this.wires.filter(({ isOver }) => !isOver);
    this.wires.push(wire);
    return (await wire.made) ? wire : undefined;
  }

  /** Connects and takes its name; nothing where either fails, and then the connection is gone too. */
  async join(name = this.name, room?: string): Promise<Wire | undefined> {
    const wire = await this.connect();
    if (!wire) return undefined;
    if (!(await wire.named(name))) {
      await this.goodbye(wire);
      return undefined;
    }
    if (room !== undefined) await wire.send(`/join ${room}\n`);
    return wire;
  }

  /** Leaves as it should be done, and reads to the end. */
  async goodbye(wire: Wire): Promise<void> {
    await wire.send('/exit\n');
    wire.halfClose();
    await wire.readToEnd();
  }

  /** Leaves whatever connections there still are, by a reset or not, and waits until they are gone. */
  async leave(): Promise<void> {
    for (const wire of this.wires) {
      await wire.made;
      if (this.random.next() < 0.5) wire.reset();
      else wire.cut();
    }
    await Promise.all(this.wires.map(({ over }) => over));
    this.wires = [];
  }
}

/** A way of being a nuisance. */
export interface Kind {
  readonly name: string;
  /** What such a client does, for the table. */
  readonly says: string;
  /** How many there are at a time. */
  readonly clients: number;
  /** Done again and again until all is over. */
  readonly play: (actor: Actor) => Promise<void>;
}

/**
 * The refusals that only those clients provoke who read all that they are told: what they were told of must be exactly
 * what the server has counted.
 */
export const COUNTED_BY_BOTH = [
  ...['user_not_found', 'cannot_whisper_self', 'whisper_usage', 'room_invalid', 'unknown_command'],
  ...FOREIGN_PROTOCOLS,
] as const;
