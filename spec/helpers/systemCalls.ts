import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from './program';

const SCOPE = '/proc/sys/kernel/yama/ptrace_scope';

/** Why the system calls of another process cannot be counted here; nothing where they can. */
export function whyNotCounted(): string | undefined {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
  } catch {
    return 'there is no strace';
  }
  const mayTrace = process.getuid?.() === 0 || !existsSync(SCOPE) || readFileSync(SCOPE, 'latin1').trim() === '0';
  return mayTrace ? undefined : 'this user may not trace another process';
}

/**
 * Counts the system calls that a process makes while something happens, in all of its threads.
 *
 * @param pid the process
 * @param happening what happens meanwhile
 * @returns how often each was called, by its name
 */
export async function systemCallsOf(pid: number, happening: () => Promise<void>): Promise<ReadonlyMap<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'rxchat-strace-'));
  try {
    const file = join(folder, 'calls');
    const tracer = new Program('strace', ['-c', '-f', '-U', 'name,calls', '-o', file, '-p', String(pid)]);
    await tracer.until(() => tracer.stderr.includes('attached'), 'the line that says that it is attached');
    await happening();
    tracer.kill('SIGINT');
    await tracer.exit;
    const rows = readFileSync(file, 'utf8').matchAll(/^\s*(\w+)\s+(\d+)\s*$/gm);
    const calls = new Map(Array.from(rows, ([, name = '', count]) => [name, Number(count)]));
    calls.delete('total');
    return calls;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
