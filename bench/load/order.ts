import { MOST_SENDERS, type Mark, WHISPERED } from './mark';

/** What one client has seen of each sender: every line should be the next one. */
export class Order {
  /** Lines that were passed over. */
  skipped = 0;
  /** Lines that came after a later one, or twice. */
  reordered = 0;
  private readonly next = new Uint32Array(MOST_SENDERS);

  /** Takes the next line that the client has received; whispers are outside of the sequence. */
  note({ sender, sequence }: Mark): void {
    if (sequence === WHISPERED) return;
    const next = this.next[sender] ?? 0;
    if (sequence > next) this.skipped += sequence - next;
    if (sequence < next) this.reordered += 1;
    else this.next[sender] = sequence + 1;
  }
}
