import { of } from 'rxjs';
import { tapLog, type LogEntry } from '../../../src/operators/tap/tapLog';
import { behavesAsOperator } from '../../helpers/behavesAsOperator';
import { marbles } from '../../helpers/marbles';

const entryOf = (value: string): LogEntry => ({ level: 'info', event: 'seen', message: `saw ${value}`, value });
const entriesOf = (value: string): readonly LogEntry[] => [entryOf(value)];

describe('tapLog', () => {
  it(
    'changes nothing, and writes lines for those values that are worth some',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const log = jest.fn();
      const source$ = cold('          --a-----b--|');
      const result$ = source$.pipe(
        tapLog({ log, isLevelEnabled: () => true }, (value) =>
          value === 'a' ? [entryOf(value), entryOf('more')] : [],
        ),
      );
      expectObservable(result$).toBe('--a-----b--|');
      expectSubscriptions(source$.subscriptions).toBe('^----------!');
      flush();
      expect(log.mock.calls).toStrictEqual([[entryOf('a')], [entryOf('more')]]);
    }),
  );

  behavesAsOperator<string, string>({
    operator: () => tapLog({ log: jest.fn(), isLevelEnabled: () => true }, entriesOf),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: {
      toEntries: { operator: (fail) => tapLog({ log: jest.fn(), isLevelEnabled: () => true }, fail) },
      logger: { operator: (fail) => tapLog({ log: fail, isLevelEnabled: () => true }, entriesOf) },
    },
  });

  it('does not bother the logger with a line below its level', () => {
    const log = jest.fn();
    of('a')
      .pipe(tapLog({ log, isLevelEnabled: (level) => level !== 'info' }, entriesOf))
      .subscribe();
    expect(log).not.toHaveBeenCalled();
  });
});
