import { readFileSync } from 'node:fs';

/** The number of files that the process needs beside sockets: its own handles, standard streams, files it reads. */
const OWN_FILES = 40;
/** The maximum number of sockets for the metrics. */
const MAX_METRICS_SOCKETS = 64;
/** The number of sockets above the connection limit, so that refused clients receive a reason. */
const MAX_SPARE_SOCKETS = 1000;

/** How the open files are divided. */
export interface Quotas {
  /** The maximum number of connections that are accepted by the chat. */
  readonly connections: number;
  /** The maximum number of client sockets, including refused clients. Connections beyond it are dropped on accept. */
  readonly sockets: number;
  /** The maximum number of sockets of the metrics port, reserved so that metrics stay available under load. */
  readonly metrics: number;
}

/**
 * Divides the limit of open files among clients, refused clients and the metrics. Without this, a server at its limit
 * could not serve its metrics, and the system would drop connections without a count.
 *
 * With a sufficient limit, 10,000 connections have 11,000 sockets. Of 1,024 files, 828 are for accepted connections.
 *
 * @param openFiles the limit of open files
 * @param connections the wanted maximum number of connections
 * @returns the quotas; fewer connections if the limit is too low
 */
export function quotasOf(openFiles: number, connections: number): Quotas {
  const free = Math.max(openFiles - OWN_FILES, 8);
  const metrics = Math.min(MAX_METRICS_SOCKETS, Math.max(4, Math.floor(free / 8)));
  const spare = Math.min(MAX_SPARE_SOCKETS, Math.ceil((free - metrics) / 10));
  const accepted = Math.min(connections, free - metrics - spare);
  return { connections: accepted, sockets: Math.min(connections + MAX_SPARE_SOCKETS, free - metrics), metrics };
}

/**
 * Reads the limit of open files of this process.
 *
 * @param limits the content of `/proc/self/limits`; without it, as on other systems, Node.js is asked, which takes longer
 * @returns the soft limit; `Infinity` if there is none, or none is known
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
