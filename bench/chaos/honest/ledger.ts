/**
 * What one client has seen of each sender. Every line has a number, one more than the last one's, so that a line that is
 * missing, comes twice or comes after a later one shows itself.
 */
export class Ledger {
  seen = 0;
  doubled = 0;
  reordered = 0;
  /** The next number of each sender, and the numbers before it that have not come. */
  private readonly senders = new Map<number, { next: number; readonly missing: Set<number> }>();

  note(sender: number, sequence: number): void {
    const known = this.senders.get(sender) ?? { next: 0, missing: new Set<number>() };
    this.senders.set(sender, known);
    if (sequence >= known.next) {
      for (let passed = known.next; passed < sequence; passed += 1) known.missing.add(passed);
      known.next = sequence + 1;
      this.seen += 1;
    } else if (known.missing.delete(sequence)) {
      this.reordered += 1;
      this.seen += 1;
    } else this.doubled += 1;
  }

  /** How many lines of a sender who has said so many have not come. */
  lost(sender: number, said: number): number {
    const known = this.senders.get(sender);
    return known ? known.missing.size + said - known.next : said;
  }
}
