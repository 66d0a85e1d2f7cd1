import { OptionsError } from '../../bench/commandLine';
import { HELP, readOptions } from '../../bench/options';

describe('the options of the benchmark', () => {
  it('are all cases but threshold, three rounds of four seconds against the bound, when nothing is said', () => {
    const { server, ...rest } = readOptions([])!;
    expect(server).toMatch(/dist.server\.js$/);
    expect(rest).toStrictEqual({
      cases: [
        'w1',
        'w16',
        'w256',
        'ws16',
        'small',
        'latency',
        'whisper',
        'stalled',
        'joins',
        'memory',
        'wsmemory',
        'growth',
      ],
      ...{
        rounds: 3,
        seconds: 4,
        warm: 1,
        clients: [],
        rates: [],
        against: 'bound',
        peer: undefined,
        json: undefined,
        plot: undefined,
      },
    });
  });

  it('are read from flags, of which single ones go before --quick', () => {
    const args = ['growth', '--quick', '--rounds', '5', '--clients', '10,200', '--against', 'none', '--plot', 'a.svg'];
    expect(readOptions(args)).toMatchObject({
      ...{ cases: ['growth'], rounds: 5, seconds: 2, clients: [10, 200], against: 'none', plot: 'a.svg' },
    });
  });

  it('are the bound in C beside what else there is to compare with', () => {
    expect(readOptions(['w1', '--peer', 'rounds'])).toMatchObject({ against: 'bound', peer: 'rounds' });
    expect(readOptions(['w1', '--peer', 'rounds', '--against', 'none'])).toMatchObject({
      against: 'none',
      peer: 'rounds',
    });
  });

  it('are none where the help is wanted, which names each case', () => {
    expect(readOptions(['--help'])).toBeUndefined();
    for (const name of readOptions([])!.cases) expect(HELP).toContain(`\n  ${name} `);
  });

  it.each([
    { args: ['w2'], says: 'w2 is no case; there is w1, w16, w256, ws16' },
    { args: ['--rounds', 'many'], says: '--rounds is a number from 1, not "many"' },
    { args: ['--seconds', '0'], says: '--seconds is a number from 0.1, not "0"' },
    { args: ['--clients', '10,x'], says: '--clients is a number from 2, not "x"' },
    { args: ['--rates', '1,'], says: '--rates is a number from 1, not ""' },
    { args: ['--peer', 'inspircd'], says: '--peer is rounds, not "inspircd"' },
    { args: ['--fast'], says: "'--fast'" },
    { args: ['w16', '--plot', 'a.svg'], says: '--plot draws either growth or threshold' },
    { args: ['growth', 'threshold', '--plot', 'a.svg'], says: '--plot draws either growth or threshold' },
  ])('are refused in a sentence: $args', ({ args, says }) => {
    expect(() => readOptions(args)).toThrow(OptionsError);
    expect(() => readOptions(args)).toThrow(says);
  });
});
