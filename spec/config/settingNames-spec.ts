import { flagOf, optionOf, variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS } from '../../src/config/settings';

it('a setting has one name in three spellings', () => {
  expect([optionOf('port'), flagOf('port'), variableOf('port')]).toEqual(['port', '--port', 'CHAT_PORT']);
  expect(optionOf('connectionsPerAddress')).toBe('connections-per-address');
  expect(flagOf('connectionsPerAddress')).toBe('--connections-per-address');
  expect(variableOf('connectionsPerAddress')).toBe('CHAT_CONNECTIONS_PER_ADDRESS');
});

it('no two settings have the same flag or the same variable', () => {
  expect(new Set(SETTING_KEYS.map(flagOf)).size).toBe(SETTING_KEYS.length);
  expect(new Set(SETTING_KEYS.map(variableOf)).size).toBe(SETTING_KEYS.length);
});
