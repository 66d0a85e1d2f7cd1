import type { Action, Phase, State } from '../client/model';
import { visible } from '../streams/decode/visible';
import type { Paint } from './paint';

/** What a line that was typed is. */
export interface Read {
  readonly action?: Action;
  /** Whether it is said, and so comes back as a line of the chat. */
  readonly isSaid?: boolean;
  /** Why nothing was done with it. */
  readonly fault?: string;
}

/**
 * What a line that was typed is: a name as long as there is none, otherwise something to send. Without a connection nothing is
 * sent, and nothing is lost: the person has the line back.
 *
 * @param line the line
 * @param state the state in which it was typed
 */
export function readAs(line: string, state: State): Read {
  if (line.trim() === '') return {};
  if (asksForName(state)) return { action: { type: 'chose name', name: line.trim() } };
  if (state.phase !== 'online')
    return { fault: 'Not sent: there is no connection. Here it is again, for when there is one.' };
  return { action: { type: 'sent', lines: [line] }, isSaid: !/^\/(?!\/|me\b)/.test(line) };
}

const WAITING: Readonly<Record<Exclude<Phase, 'online'>, string>> = {
  idle: 'connecting',
  connecting: 'connecting',
  unnamed: 'connecting',
  lost: 'no connection',
};

/** What stands before the line that is being typed. */
export function promptOf(state: State, { faint }: Paint): string {
  if (asksForName(state)) return 'Your name: ';
  return `${faint(state.phase === 'online' ? `[${visible(state.room)}]` : `(${WAITING[state.phase]})`)} `;
}

/** No name was chosen yet, or the one that was chosen cannot be had. */
const asksForName = ({ phase, wanted, nameFault }: State): boolean =>
  wanted === undefined || (phase === 'unnamed' && nameFault !== undefined);
