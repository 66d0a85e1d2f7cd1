/**
 * The place of an event in the order of all events, and its time: what the messages that tell of it are stamped with.
 */
export interface Stamp {
  /** The sequence number: 1 for the first event of the journal, then increasing by 1. */
  readonly seq: number;
  /** The time of recording, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * The id of a stamp, which is never given again.
 *
 * @param epoch the epoch of the journal that the stamp is of
 * @param stamp the stamp
 * @returns `EPOCH.NUMBER`, such as `7f3a.1042`
 */
export const idOf = (epoch: string, { seq }: Pick<Stamp, 'seq'>): string => `${epoch}.${String(seq)}`;
