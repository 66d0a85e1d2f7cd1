import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'runbooks.md'), 'utf8');

/** What every machine has that runs the server, beside the engine or systemd. */
const ON_THE_MACHINE = [
  ...['docker', 'systemctl', 'journalctl', 'node', 'cat', 'tar', 'find', 'nsenter', 'ss', 'curl', 'nc', 'du', 'dmesg'],
  ...['kill', 'ulimit', 'certbot'],
];
/** What is in the image; `ops:engine` looks for them there. */
const IN_THE_IMAGE = ['node', 'cat', 'tar', 'sh'];
/** What is no command, but is quoted from the log or the settings. */
const QUOTED =
  /^(the limit of|the system cannot|a defect of|no snapshot (in|of)|is lost|is not used|read again|rxchat \| something)/;

/** What stands in the page as code, begins with a small letter, and has more words than one. */
const commands = Array.from(PAGE.matchAll(/`([^`\n]+)`/g), ([, code = '']) => code).filter(
  (code) => /^[a-z]+ \S/.test(code) && !QUOTED.test(code),
);

describe('a command of docs/runbooks.md', () => {
  it('is there', () => {
    expect(commands).toContain('docker compose kill -s USR1 chat');
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each(commands)('%s needs no tool that is not there', (command) => {
    const [, inside] = /^docker compose exec (?:-T )?chat(?:-[a-z])? (\S+)/.exec(command) ?? [];
    if (inside === undefined) expect(ON_THE_MACHINE).toContain(command.split(' ')[0]);
    else expect(IN_THE_IMAGE).toContain(inside);
  });
});
