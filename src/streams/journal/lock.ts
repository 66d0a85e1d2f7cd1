import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from 'node:util';
import { FILE_MODE } from './fileOperations';
import { JournalError } from './journalError';

const LOCK = 'lock';
/** How often a lock that nobody holds may be taken by another one before this process gives up. */
const TRIES = 5;

/** The states of a process that has ended: zombie, dead. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X']);

/** A process, and when it started: ids are used again. */
interface Holder {
  readonly pid: number;
  /** In clock ticks since the machine started; missing where the system does not say it. */
  readonly started?: string;
}

/**
 * Locks a folder for this process. The lock of a process that has ended is taken over.
 *
 * @param folder the folder
 * @returns a function that releases the lock
 * @throws JournalError if another process, or another server of this one, has the folder
 */
export function lock(folder: string): () => void {
  const path = join(folder, LOCK);
  const own = JSON.stringify(holderOf(process.pid));
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tryWrite(path, own)) {
      return () => {
        unlinkSync(path);
      };
    }
    const found = lockOf(folder);
    if (found !== undefined && isAlive(found)) {
      throw new JournalError(
        `the data folder ${folder} is in use by process ${String(found.pid)}; stop that one first, or choose another folder`,
      );
    }
    takeAway(path, found);
  }
  throw new JournalError(`the data folder ${folder} is being opened by several processes at once; start one of them`);
}

/**
 * Who has locked a folder and still runs.
 *
 * @param folder the folder
 * @returns the id of the process, if there is one
 */
export function userOf(folder: string): number | undefined {
  const found = lockOf(folder);
  return found !== undefined && isAlive(found) ? found.pid : undefined;
}

function tryWrite(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: FILE_MODE });
    return true;
  } catch (error) {
    if (types.isNativeError(error) && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The lock as it stands there; a process that does not run if it makes no sense, as after a full disk. */
function lockOf(folder: string): Holder | undefined {
  const text = textOf(join(folder, LOCK));
  if (text === undefined) return undefined;
  try {
    const { pid, started } = JSON.parse(text) as Partial<Holder>;
    return { pid: Number(pid), ...(started !== undefined && { started }) };
  } catch {
    return { pid: NaN };
  }
}

/** Takes a stale lock away, and puts it back if another process has replaced it by its own just now. */
function takeAway(path: string, stale: Holder | undefined): void {
  if (stale === undefined) return; // gone already
  const aside = `${path}.${String(process.pid)}`;
  try {
    renameSync(path, aside);
    const taken = textOf(aside);
    if (taken !== undefined && isFresh(taken)) linkSync(aside, path);
    unlinkSync(aside);
  } catch {
    // another process was faster: the next try says who has the lock
  }
}

function isFresh(text: string): boolean {
  try {
    return isAlive(JSON.parse(text) as Holder);
  } catch {
    return false;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return types.isNativeError(error) && 'code' in error && error.code === 'EPERM' && hasStarted(pid, started);
  }
  return hasStarted(pid, started);
}

const hasStarted = (pid: number, started: string | undefined): boolean => holderOf(pid).started === started;

function holderOf(pid: number): Holder {
  // The name of the program is in parentheses, and may have blanks and parentheses itself.
  const fields = textOf(`/proc/${String(pid)}/stat`)
    ?.split(') ')
    .at(-1)
    ?.split(' ');
  // One that has been killed stays in the table until its parent has looked at it; it does nothing any more.
  const started = ENDED.has(fields?.[0] ?? '') ? 'ended' : fields?.[19];
  return { pid, ...(started !== undefined && { started }) };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
