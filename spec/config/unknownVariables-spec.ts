import { variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS } from '../../src/config/settings';
import { unknownVariables } from '../../src/config/unknownVariables';

describe('unknownVariables', () => {
  it.each([
    ['CHAT_PROT', 'CHAT_PORT'],
    ['CHAT_METRIC_PORT', 'CHAT_METRICS_PORT'],
    ['CHAT_LOGLEVL', 'CHAT_LOG_LEVEL'],
    ['CHAT_LOG_LEVEL_', 'CHAT_LOG_LEVEL'],
    ['CHAT_MAX_CONNECTIONS', 'CHAT_CONNECTIONS'],
  ])('names for %s the setting that is close', (name, close) => {
    expect(unknownVariables({ [name]: '1' })).toEqual([
      `${name} in the environment is no setting and is ignored; did you mean ${close}?`,
    ]);
  });

  it.each(['CHAT_', 'CHAT_FOO', 'CHAT_NAME', 'CHAT_SERVICE_HOST', 'CHAT_PORT_5000_TCP_PROTO', 'CHAT___proto__'])(
    'names for %s none, because none is close',
    (name) => {
      expect(unknownVariables({ [name]: '1' })).toEqual([
        `${name} in the environment is no setting and is ignored; --print-config lists those there are`,
      ]);
    },
  );

  it('has a sentence for each of several', () => {
    expect(unknownVariables({ CHAT_PROT: '1', CHAT_HOST: '::', CHAT_HOTS: '::' })).toEqual([
      expect.stringContaining('CHAT_PROT '),
      expect.stringContaining('CHAT_HOTS '),
    ]);
  });

  it('is silent about settings, other variables and empty ones', () => {
    expect(unknownVariables({})).toEqual([]);
    expect(unknownVariables(Object.fromEntries(SETTING_KEYS.map((key) => [variableOf(key), 'x'])))).toEqual([]);
    expect(unknownVariables({ PORT: '1', RXCHAT_PROT: '1', chat_prot: '1', CHAT: '1', CHAT_PROT: '' })).toEqual([]);
  });
});
