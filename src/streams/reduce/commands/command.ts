import type { PlannedDelivery } from '../../model/delivery';
import type { HelpEntry } from '../../model/message';
import type { NameFault } from '../../model/refusal';
import type { Client, Registry, User } from '../registry';

/** What a command is carried out on. */
export interface Asked {
  readonly registry: Registry;
  /** The client that asks, and its name and room. */
  readonly client: Client;
  readonly user: User;
  /** What follows the word, without the space around it. */
  readonly rest: string;
  /** When the line was recorded, in milliseconds since 1970. */
  readonly at: number;
  /** How many lines waited then for the client that is asked about. */
  readonly behind: number;
}

/** What comes of a command. */
export type Effect =
  /** It is done: the registry after it, if that has changed, and what clients receive. */
  | { readonly type: 'done'; readonly deliveries: readonly PlannedDelivery[]; readonly registry?: Registry }
  /**
   * It is refused, with a line `ERR code`, and a hint that says what is allowed if the code does not; `registry` if it is noted
   * that it was.
   */
  | {
      readonly type: 'refused';
      readonly code: string;
      readonly fault?: NameFault;
      readonly hint?: string;
      readonly registry?: Registry;
    }
  /** There is nothing to do, and nothing to say of it. */
  | { readonly type: 'nothing' };

/**
 * A command: all that there is to know of it. A file for each in this folder, and a line in `commands.ts`: the parser, `/help`,
 * the labels of the metrics and the tables in the documents are made from that list.
 */
export interface Command {
  /** Its label in the metrics. */
  readonly label: string;
  /** What is typed behind the slash; the first one is what `/help` shows, the others are aliases. */
  readonly words: readonly [string, ...string[]];
  readonly help: readonly HelpEntry[];
  /** The codes with which it may be refused, beside `unknown_command`. */
  readonly refusals?: readonly string[];
  /** A newcomer needs it: it is in the table of the README too. */
  readonly isBasic?: true;
  /** It changes nothing, and only the one who asks receives something: it is carried out where that one is connected. */
  readonly isQuery?: true;
  /** Carries it out. Pure: no clock, no random, no I/O. */
  run(asked: Asked): Effect;
}

/** It is done, and these are the deliveries; the registry stays as it is. */
export const done = (...deliveries: readonly PlannedDelivery[]): Effect => ({ type: 'done', deliveries });

/** It is done, and the registry is another one. */
export const changed = (registry: Registry, ...deliveries: readonly PlannedDelivery[]): Effect => ({
  type: 'done',
  registry,
  deliveries,
});

/** It is refused. */
export const refused = (code: string, hint?: string): Effect =>
  hint === undefined ? { type: 'refused', code } : { type: 'refused', code, hint };

/** What was typed is no command, such as a word with an argument that it does not take. */
export const UNKNOWN: Effect = { type: 'refused', code: 'unknown_command' };

/** Nothing changes and nothing is said. */
export const NOTHING: Effect = { type: 'nothing' };

/** The first word of a text and what follows it, both without the space around them. */
export function firstWord(text: string): readonly [word: string, rest: string] {
  const end = text.search(/\s/);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trim()];
}
