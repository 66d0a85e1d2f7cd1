import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { listenOnFreePort } from '../../testkit/freePort';

/** What goes wrong with the room's lines on the way to one client, which has the name u1. */
export interface Fault {
  /** Makes of the number of a line, counted from 0, how often it is sent: 1 where nothing is wrong. */
  readonly copies?: (line: number) => number;
  /** Which lines change places with the one after them. */
  readonly swapped?: (line: number) => boolean;
  /** Ends the connection instead of this line. */
  readonly cutAt?: number;
  /** Says this instead of OK. */
  readonly refusal?: string;
}

/** A chat server for specs of the load, without rooms or names that are checked, that does one thing wrong. */
export class FaultyServer {
  private readonly server: Server;
  private readonly members = new Map<string, Socket>();
  private readonly open = new Set<Socket>();
  private line = 0;
  private held: string | undefined;

  constructor(private readonly fault: Fault) {
    this.server = createServer((socket) => {
      this.accept(socket);
    });
  }

  listen(): Promise<number> {
    return listenOnFreePort(this.server);
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(socket: Socket): void {
    let name: string | undefined;
    let rest = '';
    this.open.add(socket);
    socket.write('Enter username:\n');
    socket.setNoDelay(true).setEncoding('latin1');
    socket
      .on('error', () => {})
      .on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          if (name !== undefined) this.say(`${name}: ${line}\n`);
          else {
            name = line;
            this.members.set(name, socket);
            socket.write(name === 'u1' ? (this.fault.refusal ?? 'OK\n') : 'OK\n');
            for (const member of this.members.values()) member.write(`SYSTEM: ${name} joined\n`);
          }
        }
      });
  }

  private say(text: string): void {
    for (const [name, socket] of this.members) {
      if (name === 'u1') this.sayWrongly(socket, text);
      else socket.write(text);
    }
  }

  private sayWrongly(socket: Socket, text: string): void {
    const { copies = () => 1, swapped = () => false, cutAt } = this.fault;
    const line = this.line++;
    if (line === cutAt) socket.end();
    else if (swapped(line)) this.held = text;
    else {
      socket.write(text.repeat(copies(line)) + (this.held ?? ''));
      this.held = undefined;
    }
  }
}
