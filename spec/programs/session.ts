import { Program } from '../helpers/program';

/** A program that a person types into. */
export class Session extends Program {
  static nc(port: number, ...flags: readonly string[]): Session {
    return new Session('nc', [...flags, '127.0.0.1', String(port)]);
  }

  /** Waits until all that it has shown is this. */
  async shows(...lines: readonly string[]): Promise<void> {
    const wanted = lines.map((line) => `${line}\n`).join('');
    await this.until(() => this.stdout.length >= wanted.length, `the lines ${lines.join(' | ')}`);
    expect(this.stdout).toBe(wanted);
  }
}
