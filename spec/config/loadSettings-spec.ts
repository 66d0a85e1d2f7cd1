import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../src/config/loadSettings';
import { readSettings } from '../../src/config/readSettings';
import { SettingsError } from '../../src/config/settingsError';

describe('loadSettings', () => {
  let folder: string;
  let file: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxchat-settings-'));
    file = join(folder, 'rxchat.env');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads no file where none is named', () => {
    expect(loadSettings(['--port', '1'], { CHAT_HOST: '::1' })).toStrictEqual({
      settings: readSettings(['--port', '1'], { CHAT_HOST: '::1' }),
      given: new Set(['port', 'host']),
    });
  });

  it('reads the file that a flag or a variable names', () => {
    writeFileSync(file, '# a comment\nCHAT_PORT=6000\nCHAT_LOG_LEVEL="warn"\n');
    const expected = {
      settings: { port: 6000, logLevel: 'warn', settingsFile: file },
      given: new Set(['port', 'logLevel', 'settingsFile']),
    };
    expect(loadSettings(['--settings-file', file], {})).toMatchObject(expected);
    expect(loadSettings([], { CHAT_SETTINGS_FILE: file })).toMatchObject(expected);
  });

  it('names what is wrong in the file', () => {
    writeFileSync(file, 'CHAT_PORT=x\n');
    expect(() => loadSettings(['--settings-file', file], {})).toThrow(
      new SettingsError('CHAT_PORT is a port from 0 to 65535, not "x"'),
    );
  });

  it.each(['missing.env', '.'])('says of %j that it cannot be read', (name) => {
    const path = join(folder, name);
    expect(() => loadSettings([`--settings-file=${path}`], {})).toThrow(SettingsError);
    expect(() => loadSettings([`--settings-file=${path}`], {})).toThrow(
      /^the settings file cannot be read: (ENOENT|EISDIR)/,
    );
  });
});
