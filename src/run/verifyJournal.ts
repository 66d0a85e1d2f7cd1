import { sentenceOf } from '../recovery/fold';
import { verify } from '../recovery/verify';
import { userOf } from '../streams/journal/lock';
import { operandAndFlags, type Subcommand } from './subcommand';

const words = 'journal verify';
const syntax = 'DIR';

/** `rxchat journal verify DIR`: says what is wrong with the folder of a journal, and whether a start would take it. */
export const verifyJournal: Subcommand = {
  words,
  syntax,
  does: 'read a folder of --data, and say where it is damaged; status 1 if it is',
  run(args, output) {
    const usage = `rxchat ${words} ${syntax}`;
    const { operand: folder } = operandAndFlags(args, { usage, operand: 'folder' });
    const { epoch, first, last, segments, snapshots, findings } = verify(folder);
    const user = userOf(folder);
    const isUsable = !findings.some(({ isFatal }) => isFatal);
    const lines = [
      `${folder}: journal ${epoch}, events ${String(first)} to ${String(last)}, segments: ${String(segments)}, snapshots: ${String(snapshots)}`,
      ...(user === undefined ? [] : [`process ${String(user)} writes to it: its last line may not be whole yet`]),
      ...findings.map(sentenceOf),
      isUsable ? `a start goes on after ${epoch}.${String(last)}` : 'a start is refused, or a replay is not whole',
    ];
    output.print(lines.map((line) => `${line}\n`).join(''));
    return Promise.resolve(isUsable ? 0 : 1);
  },
};
