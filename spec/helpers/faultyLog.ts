import type { NodeMessage } from '../../src/streams/journal/nodeMessage';
import type { Stored } from '../../src/streams/journal/sharedLog';

/** What becomes of a message that is offered to a log. */
export type Fate = 'taken' | 'dropped' | 'doubled' | 'delayed';

/** A log that drops, doubles and delays what it is offered, and so reorders it. What it has taken stays. */
export class FaultyLog<E> {
  readonly entries: Stored<NodeMessage<E>>[] = [];
  private readonly delayed: NodeMessage<E>[] = [];

  offer(message: NodeMessage<E>, fate: Fate): void {
    if (fate === 'delayed') this.delayed.push(message);
    if (fate === 'taken' || fate === 'doubled') this.take(message);
    if (fate === 'doubled') this.take(message);
  }

  /** What was delayed comes now, in the reverse order, and stays for once more. */
  comeLate(): void {
    for (const message of this.delayed.slice().reverse()) this.take(message);
  }

  private take(message: NodeMessage<E>): void {
    this.entries.push({ place: this.entries.length + 1, at: this.entries.length, message });
  }
}
