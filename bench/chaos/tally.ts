import type { ForeignProtocol } from '../../src/streams/model/foreignProtocol';

/** What the clients of a kind did, were told, and how it ended for them. Plain numbers: it goes from process to process. */
export interface Tally {
  /** Connections that the system has made; the server knows of each. */
  connects: number;
  /** Connections that the system did not make. */
  failed: number;
  sentBytes: number;
  receivedBytes: number;
  /** Lines that the server has said to be skipped. */
  skipped: number;
  /** Those who wanted to read to the end, and never saw it. */
  unfinished: number;
  /** What the server refused, by the code that it told; and other protocols, by their names. */
  readonly told: Record<string, number>;
  /** Connections by how they ended. */
  readonly ends: Record<string, number>;
  /** Of HTTP requests, by their status. */
  readonly answers: Record<string, number>;
  /** Bytes that are not safe to show, the first few. */
  readonly unsafe: string[];
}

export const newTally = (): Tally => ({
  ...{ connects: 0, failed: 0, sentBytes: 0, receivedBytes: 0, skipped: 0, unfinished: 0 },
  ...{ told: {}, ends: {}, answers: {}, unsafe: [] },
});

/** Counts one more of something. */
export function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

/** The sum of counts. */
export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, one) => total + one, 0);
}

/** Adds up counts by what they count. */
export function added(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const counts of all) for (const [what, many] of Object.entries(counts)) total[what] = (total[what] ?? 0) + many;
  return total;
}

/** Counts in a line, the most first: `3 username_taken, 1 end`. */
export function listed(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return sorted.map(([what, many]) => `${many.toLocaleString('en-US')} ${what}`).join(', ');
}

/** What a line of the server tells a hostile client that is worth counting. */
export type Told = { readonly code: string } | { readonly skipped: number } | { readonly status: string };

/** How the sentence for a client of another protocol differs from the others. */
const WRONG_PORT: Readonly<Record<ForeignProtocol, string>> = {
  http: 'not a web server',
  tls: 'without TLS',
  ssh: 'not SSH',
  proxy: 'without the PROXY protocol',
};

/**
 * Reads what a line of the server tells.
 *
 * @param line the line
 * @returns the code of a refusal, how many lines were skipped, the status of an answer of HTTP, or nothing for all other lines
 */
export function toldBy(line: string): Told | undefined {
  const [, code] = /^ERR (\w+)$/.exec(line) ?? [];
  if (code !== undefined) return { code };
  const [, skipped] = /^SYSTEM: (\d+) lines? skipped, your connection is slow$/.exec(line) ?? [];
  if (skipped !== undefined) return { skipped: Number(skipped) };
  const [, status] = /^HTTP\/1\.1 (\d{3}) (?!this port)/.exec(line) ?? [];
  if (status !== undefined) return { status };
  if (!line.includes('this port is a chat server') || !/^(SYSTEM: |HTTP\/1\.1 400 )/.test(line)) return undefined;
  const protocol = Object.entries(WRONG_PORT).find(([, words]) => line.includes(words));
  return protocol && { code: protocol[0] };
}
