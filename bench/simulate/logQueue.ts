import type { Random } from '../random';
import type { Agenda } from './agenda';

/** How the log and the way to it are modelled; times in ms. */
export interface LogModel {
  /** Messages and bytes that the log takes in a second, one after the other. */
  readonly messages: number;
  readonly bytes: number;
  /** Until a message is with a quorum, while others are taken. */
  readonly commitMs: number;
  /** One way between a node and the log, and how much longer it takes at random, on average. */
  readonly wayMs: number;
  readonly jitterMs: number;
}

/**
 * A log as a queue: what is offered comes in after a way, waits for its turn, is taken in a time by its size, and comes back in the
 * order of the log. Nothing is lost.
 */
export class LogQueue<M> {
  /** For how long the log was busy, in ms. */
  busyMs = 0;
  private freeAt = 0;

  /**
   * @param agenda the clock
   * @param random for the ways
   * @param model how fast all is
   * @param stored how many messages it has
   * @param store called when a message has its place
   */
  constructor(
    private readonly agenda: Agenda,
    private readonly random: Random,
    private readonly model: LogModel,
    private stored: number,
    private readonly store: (message: M, place: number, bytes: number) => void,
  ) {}

  /** A way to the log for one node: what is sent on it arrives in order, as over TCP. */
  way(): (message: M, bytes: number) => void {
    let arrived = 0;
    return (message, bytes) => {
      arrived = Math.max(arrived, this.agenda.now + this.wayMs());
      this.agenda.at(arrived, () => {
        this.take(message, bytes);
      });
    };
  }

  /** The way back to one node. */
  wayBack(): (act: () => void) => void {
    let arrived = 0;
    return (act) => {
      arrived = Math.max(arrived, this.agenda.now + this.wayMs());
      this.agenda.at(arrived, act);
    };
  }

  private take(message: M, bytes: number): void {
    const serviceMs = 1000 / this.model.messages + (1000 * bytes) / this.model.bytes;
    this.freeAt = Math.max(this.freeAt, this.agenda.now) + serviceMs;
    this.busyMs += serviceMs;
    this.agenda.at(this.freeAt + this.model.commitMs, () => {
      this.store(message, (this.stored += 1), bytes);
    });
  }

  private wayMs(): number {
    return this.model.wayMs - this.model.jitterMs * Math.log(1 - this.random.next());
  }
}
