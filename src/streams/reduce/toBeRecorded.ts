import { filter, map, type OperatorFunction, pipe } from 'rxjs';
import type { Dialects } from '../dialects/dialects';
import type { ChatEvent } from '../model/chatEvent';
import type { ConnectionId } from '../model/ids';
import { commandOf } from './commands/commands';
import { clientNamed, who } from './commands/who';
import { awaitsTime } from './deadlines';
import type { Registry } from './registry';

/** What is known at the moment when an event is appended. */
export interface Present {
  /** The registry as it is by then. */
  readonly registry: () => Registry;
  /** How many lines a client has been sent and has not taken. */
  readonly linesBehind: (client: ConnectionId) => number;
  /** The dialects, which all read the same in a line. */
  readonly dialects: Dialects;
}

/**
 * Makes of events what the journal is to have of them: nothing of a tick that no client and no address waits for, and of a line
 * that asks for what the fold of the journal cannot know, that as well.
 *
 * ```
 * events$    --t----c--t----w----     t: a tick, c: a client connects, w: `/who bob`
 *            toBeRecorded(present)
 * result     -------c--t----v----     v: `/who bob`, when 812 lines wait for bob
 * ```
 *
 * So a server without clients writes nothing, and a replay answers as the server did.
 *
 * @param present what is known when an event is appended
 * @returns an operator from events to events
 */
export const toBeRecorded = (present: Present): OperatorFunction<ChatEvent, ChatEvent> =>
  pipe(
    filter((event) => event.type !== 'ticked' || event.stoodStill !== undefined || awaitsTime(present.registry())),
    map((event) => (event.type === 'lineReceived' ? withBehind(event, present) : event)),
  );

type Line = Extract<ChatEvent, { type: 'lineReceived' }>;

function withBehind(line: Line, { registry, linesBehind, dialects }: Present): Line {
  if (!line.text.startsWith('/')) return line;
  const request = dialects[0].read(line.text, true);
  if (request.type !== 'command' || commandOf(request.word) !== who) return line;
  const asked = clientNamed(registry(), request.rest);
  const behind = asked ? linesBehind(asked.id) : 0;
  return behind > 0 ? { ...line, behind } : line;
}
