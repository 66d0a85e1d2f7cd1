import { logged, type LogEntry } from '../../../src/operators/tap/logged';
import { behavesAsOperator } from '../../helpers/behavesAsOperator';
import { marbles } from '../../helpers/marbles';

const entryOf = (value: string): LogEntry => ({ level: 'info', event: 'seen', message: `saw ${value}`, value });

describe('logged', () => {
  it(
    'changes nothing, and writes a line for those values that are worth one',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const log = jest.fn();
      const source$ = cold('          --a-----b--|');
      const result$ = source$.pipe(logged({ log }, (value) => (value === 'a' ? entryOf(value) : undefined)));
      expectObservable(result$).toBe('--a-----b--|');
      expectSubscriptions(source$.subscriptions).toBe('^----------!');
      flush();
      expect(log.mock.calls).toStrictEqual([[entryOf('a')]]);
    }),
  );

  behavesAsOperator<string, string>({
    operator: () => logged({ log: jest.fn() }, entryOf),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: {
      toEntry: { operator: (fail) => logged({ log: jest.fn() }, fail) },
      logger: { operator: (fail) => logged({ log: fail }, entryOf) },
    },
  });
});
