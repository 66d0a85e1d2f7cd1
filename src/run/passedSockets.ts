import { SettingsError } from '../config/settingsError';

/** The descriptors of sockets that listen already, passed by whoever started this process. */
export interface PassedSockets {
  /** That of the chat. */
  readonly chat?: number;
  /** That of the metrics. */
  readonly metrics?: number;
}

/** The first descriptor that is passed. */
const FIRST = 3;

/**
 * Reads which sockets were passed to this process. One that is named `metrics` is for the metrics; any other one, as most units
 * name none, is for the chat.
 *
 * @param env the environment
 * @param pid the id of this process; what is meant for another one, such as its parent, is not taken
 * @returns the descriptors; without any, the process listens by itself
 * @throws SettingsError if there are two for one purpose
 * @see https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html
 */
export function passedSockets(env: NodeJS.ProcessEnv, pid: number): PassedSockets {
  const { LISTEN_PID = '', LISTEN_FDS = '', LISTEN_FDNAMES = '' } = env;
  if (LISTEN_PID !== String(pid)) return {};
  const count = /^\d{1,4}$/.test(LISTEN_FDS) ? Number(LISTEN_FDS) : 0;
  const names = LISTEN_FDNAMES.split(':');
  const passed: { chat?: number; metrics?: number } = {};
  for (let index = 0; index < count; index += 1) {
    const use = names[index] === 'metrics' ? 'metrics' : 'chat';
    if (passed[use] !== undefined)
      throw new SettingsError(
        `two sockets were passed for the ${use}: a unit has one ListenStream=, and FileDescriptorName=metrics if it is for the metrics`,
      );
    passed[use] = FIRST + index;
  }
  return passed;
}
