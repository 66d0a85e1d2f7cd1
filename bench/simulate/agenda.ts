/** What is to happen, in the order of its time: the clock of a simulation goes from one to the next. */
export class Agenda {
  /** The time, in ms. */
  now = 0;
  private count = 0;
  /** A binary heap: each entry is due no later than the two below it. */
  private readonly heap: Entry[] = [];

  /** Has something happen; of two at the same time, the one that was asked for first. */
  at(time: number, act: () => void): void {
    const entry = { time: Math.max(time, this.now), order: (this.count += 1), act };
    let index = this.heap.push(entry) - 1;
    for (let parent = (index - 1) >> 1; index > 0; parent = (index - 1) >> 1) {
      const above = this.heap[parent];
      if (!above || isBefore(above, entry)) break;
      this.heap[index] = above;
      index = parent;
    }
    this.heap[index] = entry;
  }

  /** Lets happen all that is due up to a time, which is the time then. */
  runUntil(end: number): void {
    for (let next = this.heap[0]; next && next.time <= end; next = this.heap[0]) {
      this.removeFirst();
      this.now = next.time;
      next.act();
    }
    this.now = end;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [this.heap[child], this.heap[child + 1]];
      if (left && right && isBefore(right, left)) child += 1;
      const below = this.heap[child];
      if (!below || isBefore(last, below)) break;
      this.heap[index] = below;
      index = child;
    }
    this.heap[index] = last;
  }
}

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly act: () => void;
}

const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);
