import fc from 'fast-check';
import { parseSettingsFile } from '../../src/config/settingsFile';
import { SettingsError } from '../../src/config/settingsError';

describe('parseSettingsFile', () => {
  const LINES = ['# a comment', '', 'CHAT_PORT=6000', '  ', "export CHAT_HOST='::1'", 'CHAT_LOG_LEVEL="warn" # why'];
  const VARIABLES = { CHAT_PORT: '6000', CHAT_HOST: '::1', CHAT_LOG_LEVEL: 'warn' };

  it('reads variables, quoted or not, and passes over comments and blank lines', () => {
    expect(parseSettingsFile(LINES.join('\n'))).toEqual(VARIABLES);
    expect(parseSettingsFile('')).toEqual({});
    expect(parseSettingsFile('\ufeff')).toEqual({});
  });

  it('reads the same from a file of any system, with or without a byte order mark', () => {
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), fc.boolean(), (end, hasMark, hasLastEnd) => {
        const content = `${hasMark ? '\ufeff' : ''}${LINES.join(end)}${hasLastEnd ? end : ''}`;
        expect(parseSettingsFile(content)).toEqual(VARIABLES);
      }),
    );
  });

  it.each([
    ['CHAT_PORT', 'line 1 of the settings file is not VARIABLE=value: "CHAT_PORT"'],
    ['CHAT_PORT=1\nCHAT_HOST\nCHAT_LOG_LEVEL=debug', 'line 2 of the settings file is not VARIABLE=value: "CHAT_HOST"'],
    ['=1', 'line 1 of the settings file is not VARIABLE=value: "=1"'],
    ['CHAT_PORT: 1', 'line 1 of the settings file is not VARIABLE=value: "CHAT_PORT: 1"'],
    ['\x1b[2J', 'line 1 of the settings file is not VARIABLE=value: "\\x1b[2J"'],
    ['CHAT_HOST="a\nb"', 'line'],
  ])('names the line of %j that is none', (content, sentence) => {
    expect(() => parseSettingsFile(content)).toThrow(SettingsError);
    expect(() => parseSettingsFile(content)).toThrow(sentence);
  });

  it('lets no line change what another one means', () => {
    const odd = fc.stringMatching(/^[ -~]{0,20}$/);
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 5 }), (before) => {
        let variables: object;
        try {
          variables = parseSettingsFile([...before, 'CHAT_PORT=6000', 'CHAT_HOST=::1'].join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError);
          return;
        }
        expect(variables).toMatchObject({ CHAT_PORT: '6000', CHAT_HOST: '::1' });
      }),
    );
  });

  it('says of any content in one readable line what is wrong with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (content) => {
        try {
          parseSettingsFile(content);
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError);
          expect((error as Error).message).toMatch(/^\P{Cc}{1,600}$/u);
        }
      }),
    );
  });
});
