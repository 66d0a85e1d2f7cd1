import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commit } from '../../src/streams/journal/commit';
import { openFolder } from '../../src/streams/journal/dataFolder';
import type { Recorded } from '../../src/streams/journal/journal';
import { SegmentLog } from '../../src/streams/journal/segmentLog';
import type { ChatEvent } from '../../src/streams/model/chatEvent';

const made = new Set<string>();

afterEach(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
  made.clear();
});

/** An empty folder, gone after the spec. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rxchat-data-'));
  made.add(folder);
  return folder;
}

/** A folder with commits in segments of a size. */
export function folderWith(commits: readonly Commit[], segmentBytes?: number): string {
  const folder = emptyFolder();
  openFolder(folder, () => '7f3a').release();
  const log = new SegmentLog({ folder, segment: commits[0]?.seq ?? 1, size: 0 }, () => undefined, segmentBytes);
  for (const commit of commits) {
    log.add(commit);
    log.flush();
  }
  log.close();
  return folder;
}

/** Events as commits: those of one time together, as those of a turn of the event loop are. */
export function commitsOf(recorded: readonly Recorded<ChatEvent>[]): Commit<ChatEvent>[] {
  const commits: { seq: number; at: number; events: ChatEvent[] }[] = [];
  for (const { seq, at, event } of recorded) {
    const last = commits.at(-1);
    if (last?.at === at) last.events.push(event);
    else commits.push({ seq, at, events: [event] });
  }
  return commits;
}

/** The names of the files in a folder, in order. */
export const filesOf = (folder: string): string[] => readdirSync(folder).sort();

/** Changes a file of a folder. */
export function change(folder: string, name: string, changed: (bytes: Buffer) => Uint8Array): void {
  const path = join(folder, name);
  writeFileSync(path, changed(readFileSync(path)));
}

/** Changes one bit of a byte. */
export const flip =
  (offset: number, bit = 0) =>
  (bytes: Buffer): Buffer => {
    const flipped = Buffer.from(bytes);
    flipped[offset] = (flipped[offset] ?? 0) ^ (1 << bit);
    return flipped;
  };
