import { get } from '../../testkit/get';

/** Clients that ask for the metrics over and over, each again when it has its answer. */
export class Asking {
  private answers = 0;
  private isOver = false;
  private readonly clients: Promise<unknown>;

  constructor(metricsPort: number, clients: number) {
    this.clients = Promise.all(Array.from({ length: clients }, () => this.ask(metricsPort)));
  }

  /** Waits for the last answers; returns how many there were in all. */
  async stop(): Promise<number> {
    this.isOver = true;
    await this.clients;
    return this.answers;
  }

  private async ask(metricsPort: number): Promise<void> {
    while (!this.isOver) {
      // A socket that is being closed counts too, so some that come back at once find none free.
      const status = await get(metricsPort, '/metrics').then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) this.answers += 1;
    }
  }
}
