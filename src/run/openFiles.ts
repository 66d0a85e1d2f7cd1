import { readFileSync } from 'node:fs';

/** What the process has open beside clients: its own events, standard streams, listening sockets, what it reads now and then. */
const OWN = 40;
/** The most sockets for those who ask for metrics. */
const MOST_METRICS = 64;
/** Sockets beyond the limit on connections, so that those who are turned away can be told why. */
const MOST_SPARE = 1000;

/** How many sockets there are for what. */
export interface Shares {
  /** Clients that are let in. */
  readonly connections: number;
  /** Clients in all, with those that are being told that the server is full. Beyond it they are cut without a word. */
  readonly sockets: number;
  /** Requests for the metrics, so that those can be had when all else is taken. */
  readonly metrics: number;
}

/**
 * Shares out the files that a process may have open. A server that runs out of them is cut off from its own metrics, and
 * the system closes whoever comes without anybody being told; so it lets in fewer than that.
 *
 * With room for all, 10,000 connections have 11,000 sockets; of 1,024 files, 828 are for clients that are let in.
 *
 * @param openFiles how many files may be open
 * @param connections how many clients are to be let in
 * @returns the shares; fewer connections where there is no room for all
 */
export function sharesOf(openFiles: number, connections: number): Shares {
  const free = Math.max(openFiles - OWN, 8);
  const metrics = Math.min(MOST_METRICS, Math.max(4, Math.floor(free / 8)));
  const spare = Math.min(MOST_SPARE, Math.ceil((free - metrics) / 10));
  const letIn = Math.min(connections, free - metrics - spare);
  return { connections: letIn, sockets: Math.min(connections + MOST_SPARE, free - metrics), metrics };
}

/**
 * How many files this process may have open: its soft limit.
 *
 * @param limits the limits as Linux has them in a file; without it, as on other systems, Node.js is asked, which takes longer
 * @returns the number; Infinity if there is no limit, or none is known
 */
export function openFilesLimit(limits = limitsOfProcess()): number {
  if (limits === undefined) return reportedLimit();
  const [, limit] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  return limit === undefined ? Infinity : Number(limit);
}

function limitsOfProcess(): string | undefined {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return undefined;
  }
}

/** The part of a diagnostic report that is about this; Windows has no such limits. */
interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } };
}

function reportedLimit(): number {
  const { userLimits } = process.report.getReport() as Report;
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
