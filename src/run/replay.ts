import { resolve } from 'node:path';
import { filter, identity, lastValueFrom, type Observable, takeWhile, tap } from 'rxjs';
import { quoted } from '../config/quoted';
import { SettingsError } from '../config/settingsError';
import { folded, stateFromPlain } from '../recovery/fold';
import { ofName } from '../recovery/ofName';
import { replayed, type Sent } from '../recovery/replayed';
import { dialectsOf } from '../streams/dialects/dialects';
import { epochOf } from '../streams/journal/dataFolder';
import { folderError, JournalError } from '../streams/journal/journalError';
import type { Commit } from '../streams/journal/commit';
import { type Finding, oldestSnapshot, survey } from '../streams/journal/survey';
import { operandAndFlags, type Output, type Subcommand } from './subcommand';
import { VERSION } from './version';

const words = 'replay';
const syntax = 'DIR [--as NAME] [--from NUMBER] [--until TIME] [--dialect text|json]';
const usage = `rxchat ${words} ${syntax}`;

/**
 * `rxchat replay DIR`: prints what clients were sent, by the events of a journal. With `--as` it prints just the bytes that the
 * clients of that name were sent; without it each line has the number and the time of its event, and the client, before it.
 */
export const replay: Subcommand = {
  words,
  syntax,
  does: 'print what clients were sent, from a folder of --data; those named NAME, or all',
  async run(args, output) {
    const flags = ['as', 'from', 'until', 'dialect'] as const;
    const { operand: folder, values } = operandAndFlags(args, { usage, operand: 'folder', flags });
    const { as: name, dialect } = values;
    const from = numberOf(values.from);
    const until = timeOf(values.until);
    const isRaw = name !== undefined;
    await lastValueFrom(
      sentIn(resolve(folder), dialect, output).pipe(
        takeWhile(({ of }) => of.at <= until),
        isRaw ? ofName(name) : identity,
        filter(({ of }) => of.seq >= from),
        tap((sent) => {
          output.print(isRaw ? sent.bytes : labelled(sent));
        }),
      ),
      { defaultValue: undefined },
    );
    return 0;
  },
};

/** All that clients were sent, read from a folder no faster than it is printed. */
function sentIn(folder: string, dialect: string | undefined, output: Output): Observable<Sent> {
  const epoch = epochOr(folder);
  const dialects = dialectsOf({ version: VERSION, epoch });
  if (dialect !== undefined && !dialects.some(({ name }) => name === dialect)) {
    const names = dialects.map(({ name }) => name).join(' or ');
    throw new SettingsError(`--dialect is ${names}, not ${quoted(dialect)}`);
  }
  const { seq, state: plain } = oldestSnapshot(folder);
  const state = stateFromPlain(plain, epoch);
  const commits = async function* (): AsyncGenerator<Commit | Finding> {
    for (const read of survey(folder, seq)) {
      await output.drained();
      yield read;
    }
  };
  return folded(commits(), state, seq, dialects).pipe(
    replayed(state, { dialects, ...(dialect !== undefined && { dialect }) }),
  );
}

function epochOr(folder: string): string {
  try {
    const epoch = epochOf(folder);
    if (epoch === undefined) throw new JournalError(`there is no journal in ${folder}`);
    return epoch;
  } catch (error) {
    throw folderError(folder, error);
  }
}

/** Each line with the number and the time of its event, and the client. */
function labelled({ of, session, name = `client ${String(session)}`, bytes }: Sent): string {
  const label = `${String(of.seq)} ${new Date(of.at).toISOString()} ${name} < `;
  return Buffer.from(bytes)
    .toString()
    .replace(/^(?=.)/gm, label);
}

function numberOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const [, digits] = /^(?:[0-9a-z]+\.)?(\d{1,15})$/.exec(text) ?? [];
  if (digits === undefined)
    throw new SettingsError(`--from is the number of an event, such as 1042, not ${quoted(text)}`);
  return Number(digits);
}

function timeOf(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new SettingsError(`--until is a time such as 2026-11-25T14:03:11Z, not ${quoted(text)}`);
  return time;
}
