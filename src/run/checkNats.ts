import type { Settings } from '../config/settings';
import { SettingsError } from '../config/settingsError';
import type { NatsSettings } from './natsConnection';

/**
 * Checks that the settings of a node make sense together.
 *
 * @throws SettingsError if they do not
 */
export function checkNats(settings: NatsSettings & Pick<Settings, 'data' | 'idleTimeout'>): void {
  const { nats, node, natsCreds, natsCa, data, idleTimeout } = settings;
  if (nats === '') {
    const alone = [node !== '' && '--node', natsCreds !== '' && '--nats-creds', natsCa !== '' && '--nats-ca'];
    const [first] = alone.filter((flag) => flag !== false);
    if (first !== undefined) throw new SettingsError(`${first} needs --nats, the servers that several nodes share`);
    return;
  }
  if (node === '') throw new SettingsError('--nats needs --node, a name that no other node has');
  if (data !== '') throw new SettingsError('--nats keeps what happens in JetStream: leave out --data');
  if (idleTimeout !== 0)
    throw new SettingsError('--idle-timeout is not for nodes that share a log: leave it out with --nats');
}
