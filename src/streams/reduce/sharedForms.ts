import type { Dialects } from '../dialects/dialects';
import type { ChatEvent } from '../model/chatEvent';
import type { ConnectionId } from '../model/ids';
import { commandOf } from './commands/commands';
import { parseUserName } from './names';
import type { Registry } from './registry';

/** What is known of a client before it has a name. */
interface Newcomer {
  readonly address: string;
  readonly port: number;
  /** Whether it has asked for a name on the log. */
  isAsking: boolean;
}

/**
 * Says what of the events of a node the others need to know. All else is the node's own: who connects and has no name, what is
 * refused before that, deadlines, overload, and questions that are answered from the registry.
 *
 * A client is on the log from the first line on with which it asks for a name that is well-formed: whether that is free is for
 * the log to say. From there on its lines are there too, and its end.
 */
export class SharedForms {
  /** All clients of this node; the registry learns of each only when its event has come in its place. */
  private readonly newcomers = new Map<ConnectionId, Newcomer>();

  /** @param dialects the dialects, which all read the same in a line */
  constructor(private readonly dialects: Dialects) {}

  /**
   * @param event an event of this node
   * @param registry what the node knows by now
   * @returns the event as it is on the log; nothing if it stays here
   */
  of(event: ChatEvent, registry: Registry): ChatEvent | undefined {
    if (!('client' in event)) return undefined;
    const { client: id } = event;
    const client = registry.clients.get(id);
    switch (event.type) {
      case 'connected':
        this.newcomers.set(id, { address: event.address, port: event.port, isAsking: false });
        return undefined;
      case 'lineReceived':
        if (client?.leaving) return undefined;
        return client?.user ? this.line(event) : this.nameAsked(event);
      case 'disconnected': {
        const isAsking = this.isAsking(id);
        this.newcomers.delete(id);
        return isAsking ? { ...event, ending: client?.leaving ?? event.ending } : undefined;
      }
      case 'overflowed':
      case 'caughtUp':
        return this.isAsking(id) ? event : undefined;
      case 'whisperDelayed':
      case 'whisperDropped':
        return client?.elsewhere === undefined ? undefined : event; // for the node of the one who whispered
      default:
        return undefined;
    }
  }

  private isAsking(client: ConnectionId): boolean {
    return this.newcomers.get(client)?.isAsking ?? false;
  }

  /** A line of a client with a name: questions, and what is no command, need no other node. */
  private line(event: Extract<ChatEvent, { type: 'lineReceived' }>): ChatEvent | undefined {
    const request = this.dialects[0].read(event.text, true);
    if (request.type !== 'command') return event;
    const command = commandOf(request.word);
    return command && !command.isQuery ? event : undefined;
  }

  private nameAsked({ client, text, line }: Extract<ChatEvent, { type: 'lineReceived' }>): ChatEvent | undefined {
    const newcomer = this.newcomers.get(client);
    const request = this.dialects[0].read(text, false);
    const name = request.type === 'name' ? parseUserName(request.name) : undefined;
    if (!newcomer || (name === undefined && !newcomer.isAsking)) return undefined;
    newcomer.isAsking = true;
    const { address, port } = newcomer;
    return { type: 'nameAsked', client, address, port, text, ...(line !== undefined && { line }) };
  }
}
