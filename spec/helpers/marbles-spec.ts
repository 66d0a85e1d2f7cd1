import { merge } from 'rxjs';
import { marbles } from './marbles';

/** The message of the error that a spec fails with. */
function failureOf(spec: () => void): string {
  try {
    spec();
  } catch (error) {
    return String(error);
  }
  return 'it passed';
}

describe('marbles', () => {
  it('passes where the diagrams agree', () => {
    const spec = marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a--b 50ms #', { a: { text: 'x' }, b: [1] });
      expectObservable(source$).toBe('--a--b 50ms #', { a: { text: 'x' }, b: [1] });
      expectSubscriptions(source$.subscriptions).toBe('^ 55ms !');
    });
    expect(failureOf(spec)).toBe('it passed');
  });

  it('shows both diagrams, and what their letters stand for, where they differ', () => {
    const spec = marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--a--(bc)-|', { a: { text: 'x' }, b: 'second', c: 'new' })).toBe('--a--b 60ms c-|', {
        a: { text: 'x' },
        b: 'second',
        c: 'third',
      });
    });
    expect(failureOf(spec)).toBe(
      [
        'Error: the diagrams differ',
        'expected  --a--b 60ms c-|',
        'actual    --a--(bd)-|',
        "          a = { text: 'x' }",
        "          b = 'second'",
        "          c = 'third'",
        "          d = 'new'",
      ].join('\n'),
    );
  });

  it('shows letters as they are, and errors by what they are', () => {
    const spec = marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', undefined, new Error('broken'))).toBe('-b-#');
    });
    expect(failureOf(spec)).toBe(
      ['Error: the diagrams differ', 'expected  -b-#', 'actual    -a-#[Error: broken]'].join('\n'),
    );
  });

  it('lists the frames of what no diagram can show', () => {
    const spec = marbles(({ cold, expectObservable }) => {
      expectObservable(merge(cold('(ab)'), cold('-c|'))).toBe('abc');
    });
    expect(failureOf(spec)).toBe(
      ['Error: the diagrams differ', 'expected  abc', 'actual    0ms: ab, 1ms: c'].join('\n'),
    );
  });

  it('shows subscriptions', () => {
    const spec = marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('---a--|');
      expectObservable(source$, '--^--!').toBe('-----');
      expectObservable(source$, '(^!)').toBe('');
      expectSubscriptions(source$.subscriptions).toBe(['^----!', '^']);
    });
    expect(failureOf(spec)).toBe(
      ['Error: the diagrams differ', 'expected  ^----!   ^', 'actual    (^!)   --^--!'].join('\n'),
    );
  });

  it('tells a property that is undefined from one that is missing', () => {
    const spec = marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a', { a: { text: 'x', fault: undefined } })).toBe('a', { a: { text: 'x' } });
    });
    expect(failureOf(spec)).toContain("b = { text: 'x', fault: undefined }");
  });

  it('fails where a letter has no value', () => {
    const spec = marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-b-', { a: 1 })).toBe('-a-b-', { a: 1, b: undefined });
    });
    expect(failureOf(spec)).toBe('Error: no value is given for b in -a-b-');
  });

  it('fails where an expectation says nothing', () => {
    const spec = marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-'));
    });
    expect(failureOf(spec)).toBe('Error: 1 of the expectations say nothing: toBe is missing');
  });

  it('fails where nothing is expected', () => {
    const spec = marbles(({ cold }) => {
      cold('-a-').subscribe();
    });
    expect(failureOf(spec)).toBe('Error: the spec expects nothing');
  });

  it('has a clock that runs with the frames', () => {
    const times: number[] = [];
    const spec = marbles(({ cold, expectObservable, now, flush }) => {
      const source$ = cold('--a 100ms b|');
      source$.subscribe(() => times.push(now()));
      expectObservable(source$).toBe('--a 100ms b|');
      flush();
    });
    spec();
    expect(times).toEqual([2, 103]);
  });
});
