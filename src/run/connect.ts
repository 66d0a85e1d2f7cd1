import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { lastValueFrom } from 'rxjs';
import { FIRST, LOBBY } from '../client/state';
import { quoted } from '../config/quoted';
import { SettingsError } from '../config/settingsError';
import { messageOf } from '../messageOf';
import { visible } from '../streams/decode/visible';
import { completions } from '../terminal/completions';
import { jsonSocket } from '../terminal/jsonSocket';
import { paintOf } from '../terminal/paint';
import { failure, type Place, placeOf } from '../terminal/place';
import { reachedOnce } from '../terminal/reachedOnce';
import { Screen } from '../terminal/screen';
import { terminalClient } from '../terminal/terminalClient';
import { operandAndFlags, type Subcommand } from './subcommand';

const words = 'connect';
const syntax = 'HOST[:PORT] [--name NAME] [--room ROOM] [--tls] [--ca FILE] [--bell on|off]';
const usage = `rxchat ${words} ${syntax}`;

/**
 * `rxchat connect HOST`: a client in this terminal. The status is 0 after leaving, and 1 if the server cannot be reached at first
 * or has sent us away; a connection that breaks later is opened again.
 */
export const connect: Subcommand = {
  words,
  syntax,
  does: 'talk in this terminal; over TLS with --tls, or --ca and who has signed the certificate',
  async run(args) {
    const flags = ['name', 'room', 'ca', 'bell'] as const;
    const { operand, values, switches } = operandAndFlags(args, { usage, operand: 'server', flags, switches: ['tls'] });
    const place = placeOf(operand);
    const { name, room = LOBBY, ca, bell = 'on' } = values;
    if (bell !== 'on' && bell !== 'off') throw new SettingsError(`--bell is on or off, not ${quoted(bell)}`);
    if (!/^[\p{L}\p{M}\p{N}_-]{1,16}$/u.test(room))
      throw new SettingsError(`--room is 1 to 16 letters, digits, - or _, not ${quoted(room)}`);
    const socket = ca === undefined && !switches.has('tls') ? () => connectPlain(place) : overTls(place, ca);
    const { stdin, stdout } = process;
    if (!stdin.isTTY || !stdout.isTTY)
      throw new SettingsError(
        `rxchat connect is for a terminal; a script can do: printf 'bob\\nhello\\n' | nc -N ${place.host} ${String(place.port)}`,
      );
    const states$ = terminalClient({
      screen: (state) => new Screen(stdin, stdout, (line: string) => completions(line, state())),
      open: reachedOnce((lines$) => jsonSocket(socket, lines$)),
      paint: paintOf(stdout.getColorDepth()),
      now: Date.now(),
      random: () => Math.random(),
      ...{ name, room: room.toLowerCase(), rings: bell === 'on' },
    });
    try {
      const { nameFault } = await lastValueFrom(states$, { defaultValue: FIRST });
      return nameFault === undefined ? 0 : 1;
    } catch (error) {
      process.stderr.write(`rxchat: ${visible(failure(error, place))}\n`);
      return 1;
    }
  },
};

/** Connects with TLS, and trusts whom the system trusts, or those in a file. */
function overTls(place: Place, file: string | undefined): () => Socket {
  const servername = isIP(place.host) === 0 ? { servername: place.host } : {};
  const ca = file === undefined ? {} : { ca: certificatesIn(file) };
  return () => connectTls({ ...place, ...servername, ...ca });
}

function certificatesIn(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SettingsError(`--ca ${quoted(file)} cannot be read: ${messageOf(error)}`);
  }
}
