import { types } from 'node:util';

/** What a node writes to the shared log. */
export type NodeMessage<E = unknown> =
  /**
   * It wants to take part from here on. `replaces` is the epoch of the last one of its name by what it has read, 0 for none: so a
   * message that comes late replaces no later process.
   */
  | {
      readonly type: 'join';
      readonly node: string;
      /** Tells this process from any other of the same name. */
      readonly nonce: string;
      readonly replaces: number;
      /** What is made of the events, by a name: all nodes must make the same of them. */
      readonly fold: string;
      /** The version of the program, for people. */
      readonly version: string;
    }
  /** Some of its events, of which the first has a number of the node's own; without any, it says that it is there. */
  | {
      readonly type: 'events';
      readonly node: string;
      readonly epoch: number;
      readonly first: number;
      /** Up to which place it has read the log. */
      readonly read?: number;
      readonly events: readonly E[];
    }
  /** It has gone in order, and has written so many events before. */
  | { readonly type: 'leave'; readonly node: string; readonly epoch: number; readonly first: number };

/** The bytes of a message whose events are JSON already. */
export function toBytes(message: NodeMessage<string>): Buffer {
  if (message.type !== 'events') return Buffer.from(JSON.stringify(message));
  const { events, ...head } = message;
  return Buffer.from(`${JSON.stringify(head).slice(0, -1)},"events":[${events.join()}]}`);
}

/**
 * Reads a message.
 *
 * @param bytes what the log has
 * @param writer which node has written it, if the log knows
 * @returns the message; nothing if it is none, or in the name of another node: all nodes pass that over alike
 */
export function fromBytes<E>(bytes: Uint8Array, writer?: string): NodeMessage<E> | undefined {
  const value = parsed(bytes);
  if (!isRecord(value) || typeof value['node'] !== 'string' || value['node'] !== (writer ?? value['node']))
    return undefined;
  const isMessage =
    value['type'] === 'join'
      ? isCount(value['replaces']) && ['nonce', 'fold', 'version'].every((field) => typeof value[field] === 'string')
      : isCount(value['epoch']) &&
        isCount(value['first']) &&
        (value['type'] === 'leave' || (value['type'] === 'events' && isBatch(value)));
  return isMessage ? (value as NodeMessage<E>) : undefined;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch (error) {
    if (types.isNativeError(error) && error.name === 'SyntaxError') return undefined;
    throw error;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isBatch = ({ events, read }: Record<string, unknown>): boolean =>
  Array.isArray(events) && (read === undefined || isCount(read));
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
