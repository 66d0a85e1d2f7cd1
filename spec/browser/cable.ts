import { connect, createServer, type Socket } from 'node:net';
import { listenOnFreePort } from '../../testkit/freePort';

/** A cable between a browser and a server, that can be pulled and put in again. */
export class Cable {
  private readonly sockets = new Set<Socket>();
  private isPulled = false;
  private readonly server = createServer((near) => {
    if (this.isPulled) {
      near.destroy();
      return;
    }
    const far = connect(this.to, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  port = 0;

  private constructor(private readonly to: number) {}

  /** @param to the port of the server */
  static async between(to: number): Promise<Cable> {
    const cable = new Cable(to);
    cable.port = await listenOnFreePort(cable.server);
    return cable;
  }

  pull(): void {
    this.isPulled = true;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  putIn(): void {
    this.isPulled = false;
  }

  close(): void {
    this.pull();
    this.server.close();
  }
}
