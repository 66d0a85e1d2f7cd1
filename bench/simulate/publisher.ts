import type { NodeMessage } from '../../src/streams/journal/nodeMessage';
import { type Awaited, Outgoing } from '../../src/streams/journal/outgoing';

/** After so many beats in which a node has written nothing else, it writes that it is there: as `NodeSide` does. */
const QUIET_BEATS = 2;

/**
 * The side of a node that writes: the real `Outgoing`, at the end of a turn, when something has come back, and at each beat, as in
 * `src/streams/journal/nodeSide.ts`. What it reads is the same for all nodes, so one ledger reads for all.
 */
export class Publisher {
  private readonly outgoing = new Outgoing();
  private returned = 0;
  private awaitedByBeat: number | undefined;
  private quietBeats = 0;

  /**
   * @param node its name
   * @param epoch the place of its join
   * @param offer sends a message to the log
   * @param read up to which place the node has read the log
   */
  constructor(
    private readonly node: string,
    private readonly epoch: number,
    private readonly offer: (message: NodeMessage<string>) => void,
    private readonly read: () => number,
  ) {}

  /** When those of its events were said that have not come back. */
  get waitingSince(): readonly number[] {
    return this.outgoing.awaited.map(timeOf);
  }

  /** Takes an event, which is written at the end of the turn. */
  add(event: string, now: number): void {
    this.outgoing.add(event, now);
  }

  /** Writes what there is, as far as it may be on its way. */
  write(): void {
    for (let batch = this.outgoing.next(); batch; batch = this.outgoing.next()) this.send(batch.first, batch.events);
  }

  /**
   * So many of its events have come back.
   *
   * @returns when each of them was said
   */
  cameBack(count: number): readonly number[] {
    this.returned += count;
    const back = this.outgoing.cameBack(this.returned + 1);
    if (this.outgoing.hasMore) this.write();
    return back.map(timeOf);
  }

  /** Looks at what has come back since the last beat. */
  beat(): void {
    const { outgoing } = this;
    if (outgoing.size > 0 && outgoing.firstAwaited === this.awaitedByBeat) outgoing.goBack();
    this.awaitedByBeat = outgoing.size > 0 ? outgoing.firstAwaited : undefined;
    this.quietBeats += 1;
    this.write();
    if (this.quietBeats >= QUIET_BEATS) this.send(outgoing.firstAwaited, []);
  }

  private send(first: number, events: readonly string[]): void {
    this.quietBeats = 0;
    this.offer({ type: 'events', node: this.node, epoch: this.epoch, first, read: this.read(), events });
  }
}

const timeOf = ({ at }: Awaited): number => at;
