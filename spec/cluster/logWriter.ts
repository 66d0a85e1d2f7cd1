import { jetstream, type JetStreamClient, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { fromBytes, type NodeMessage, toBytes } from '../../src/streams/journal/nodeMessage';
import type { ChatEvent } from '../../src/streams/model/chatEvent';

const BATCH = 512;

/** What a node writes once a second if it has nothing else to say, in ms. */
const BEAT_MS = 1000;

/** Writes to the stream as a node does that has many clients, without being one. */
export class LogWriter {
  private next = 1;
  private beat: NodeJS.Timeout | undefined;

  private constructor(
    readonly connection: NatsConnection,
    private readonly stream: JetStreamClient,
    private readonly epoch: number,
    private readonly node: string,
  ) {}

  /**
   * Joins the nodes that are present.
   *
   * @param servers where they are, or a connection to them
   * @param node its name
   */
  static async join(servers: string | NatsConnection, node = 'writer'): Promise<LogWriter> {
    const connection = typeof servers === 'string' ? await connect({ servers: servers.split(',') }) : servers;
    const stream = jetstream(connection);
    const join = { ...(await firstJoin(connection)), node, nonce: node, replaces: 0 };
    const { seq } = await stream.publish(`chat.log.${node}`, toBytes(join));
    const writer = new LogWriter(connection, stream, seq, node);
    writer.beat = setInterval(() => void writer.write([], seq), BEAT_MS);
    return writer;
  }

  /** Writes events, in as many messages as it takes; `read` says that it has read all of it. */
  async append(events: readonly ChatEvent[]): Promise<void> {
    let place = this.epoch;
    for (let first = 0; first < events.length; first += BATCH) {
      place = await this.write(events.slice(first, first + BATCH), place);
    }
  }

  /** Writes that a node leaves, in its present epoch, by the right of another one. */
  async leaveAs(node: string, writer: string): Promise<void> {
    const { streams } = await jetstreamManager(this.connection);
    const last = await streams.getMessage('chat', { last_by_subj: `chat.log.${node}` });
    const said = last && fromBytes(last.data, node);
    if (said?.type !== 'events') throw new Error(`${node} is not present`);
    const { epoch, first, events } = said;
    await this.stream.publish(
      `chat.log.${writer}`,
      toBytes({ type: 'leave', node, epoch, first: first + events.length }),
    );
  }

  async end(): Promise<void> {
    clearInterval(this.beat);
    if (!this.connection.isClosed()) await this.connection.drain();
  }

  private async write(events: readonly ChatEvent[], read: number): Promise<number> {
    const first = this.next;
    this.next += events.length;
    const message: NodeMessage<string> = {
      ...{ type: 'events', node: this.node, epoch: this.epoch, first, read },
      events: events.map((event) => JSON.stringify(event)),
    };
    return (await this.stream.publish(`chat.log.${this.node}`, toBytes(message))).seq;
  }
}

/** The join of the node that is present for the longest time, whose version the writer has too. */
async function firstJoin(connection: NatsConnection): Promise<Extract<NodeMessage, { type: 'join' }>> {
  const { direct } = await jetstreamManager(connection);
  const found = fromBytes((await direct.getMessage('chat', { next_by_subj: 'chat.log.*', seq: 1 }))!.data);
  if (found?.type !== 'join') throw new Error('the log begins with something else than a join');
  return found;
}
