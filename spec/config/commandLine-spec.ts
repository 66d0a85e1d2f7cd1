import { actionOf, readFlags } from '../../src/config/commandLine';
import { SettingsError } from '../../src/config/settingsError';

const given = (...args: string[]): unknown => Object.fromEntries(readFlags(args));

describe('readFlags', () => {
  it('gives nothing for an empty command line', () => {
    expect(given()).toStrictEqual({});
  });

  it('takes a value after a space or an equals sign, and the last one of many', () => {
    expect(given('--port', '6000', '--host', '::')).toStrictEqual({ port: '6000', host: '::' });
    expect(given('--port=1', '--port', '2')).toStrictEqual({ port: '2' });
    expect(given('--host=a=b')).toStrictEqual({ host: 'a=b' });
    expect(given('--port=')).toStrictEqual({ port: '' });
  });

  it('takes a value that begins with dashes where it cannot be a flag', () => {
    expect(given('--port', '-1')).toStrictEqual({ port: '-1' });
    expect(given('--host=--port')).toStrictEqual({ host: '--port' });
  });

  it('takes a boolean with or without a value', () => {
    expect(given('--limit-loopback')).toStrictEqual({ limitLoopback: 'true' });
    expect(given('--limit-loopback', '--port', '1')).toStrictEqual({ limitLoopback: 'true', port: '1' });
    expect(given('--limit-loopback=false')).toStrictEqual({ limitLoopback: 'false' });
    expect(given('--limit-loopback', 'false')).toStrictEqual({ limitLoopback: 'false' });
    expect(given('--limit-loopback', 'true', '--port', '1')).toStrictEqual({ limitLoopback: 'true', port: '1' });
    expect(given('--limit-loopback=maybe')).toStrictEqual({ limitLoopback: 'maybe' });
  });

  it('passes over --print-config', () => {
    expect(given('--port', '1', '--print-config', '--host', '::')).toStrictEqual({ port: '1', host: '::' });
  });

  it.each([
    [['--port'], '--port needs a value: a port from 0 to 65535'],
    [['--host', '--port', '5'], '--host needs a value: a text that is not empty'],
    [['--prot', '1'], '--prot is not a flag of rxchat; --help lists those there are'],
    [['--prot=1'], '--prot is not a flag of rxchat; --help lists those there are'],
    [['--constructor', '1'], '--constructor is not a flag of rxchat; --help lists those there are'],
    [['--__proto__=1'], '--__proto__ is not a flag of rxchat; --help lists those there are'],
    [['--metricsPort', '1'], '--metricsPort is not a flag of rxchat; --help lists those there are'],
    [['--no-limit-loopback'], '--no-limit-loopback is not a flag of rxchat; --help lists those there are'],
    [['--port', '1', 'now'], 'now is not a flag of rxchat; --help lists those there are'],
    [['--limit-loopback', 'maybe'], 'maybe is not a flag of rxchat; --help lists those there are'],
    [['--limit-loopback=true', 'false'], 'false is not a flag of rxchat; --help lists those there are'],
    [['-p', '1'], '-p is not a flag of rxchat; --help lists those there are'],
    [['-5000'], '-5000 is not a flag of rxchat; --help lists those there are'],
    [['--'], '-- is not a flag of rxchat; --help lists those there are'],
    [['--print-config=1'], '--print-config takes no value'],
  ])('finds in %j an error, and says it in a sentence', (args, sentence) => {
    expect(() => readFlags(args)).toThrow(new SettingsError(sentence));
  });
});

describe('actionOf', () => {
  it.each([
    [[], 'serve'],
    [['--port', '1'], 'serve'],
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['--version'], 'version'],
    [['-v'], 'version'],
    [['--port', '1', '--print-config'], 'print-config'],
    [['--print-config', '-v', '-h'], 'help'],
    [['--print-config', '-v'], 'version'],
    [['--prot', '--help'], 'help'],
    [['--limit-loopback', '--help'], 'help'],
    [['--host=--help'], 'serve'],
  ])('of %j is to %s', (args, action) => {
    expect(actionOf(args)).toBe(action);
  });
});
