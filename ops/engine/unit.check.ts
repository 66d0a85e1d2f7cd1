import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { poll } from '../../testkit/eventually';
import { docker, evaluate, succeeds } from './docker';
import { MACHINE, removeMachine, shell } from './machine';

const LONGEST = 20_000;
const PAUSE = 200;

const property = async (name: string, unit = 'rxchat'): Promise<string> =>
  succeeds(shell(`systemctl show -p ${name} --value ${unit}`));

/** Takes a name, says a line, and returns what comes of it. */
const talk = async (): Promise<string> =>
  succeeds(
    evaluate(
      MACHINE,
      `const s = require('net').connect(5000, '127.0.0.1', () => s.write('alice\\nhello\\n/exit\\n'));
       s.on('data', (d) => process.stdout.write(d));`,
    ),
  );

describe('the unit, under systemd as process 1', { timeout: 300_000 }, () => {
  before(async () => {
    await succeeds(shell('mkdir -p /opt/rxchat && touch /etc/rxchat.env && ln -sf "$(command -v node)" /usr/bin/node'));
    for (const part of ['package.json', 'dist', 'node_modules']) {
      await succeeds(docker('cp', '--follow-link', part, `${MACHINE}:/opt/rxchat/`));
    }
    for (const unit of ['rxchat.service', 'rxchat.socket']) {
      await succeeds(docker('cp', `ops/systemd/${unit}`, `${MACHINE}:/etc/systemd/system/`));
    }
    // The kernel under an engine may have no namespaces of users.
    await succeeds(
      shell(
        'mkdir /etc/systemd/system/rxchat.service.d && printf "[Service]\\nPrivateUsers=no\\n" > /etc/systemd/system/rxchat.service.d/here.conf',
      ),
    );
    await succeeds(shell('systemctl daemon-reload && systemctl enable --now rxchat.socket rxchat.service'));
  });
  afterEach(async (context) => {
    if ('passed' in context && !context.passed) {
      console.log(
        (await shell('systemctl status --no-pager rxchat.socket rxchat; journalctl --no-pager --lines 40')).output,
      );
    }
  });
  after(removeMachine);

  it('installs as it says, and is ready when it says so', async () => {
    assert.equal(await property('ActiveState'), 'active');
    assert.match(await property('StatusText'), /^chat is on /);
    assert.match(await talk(), /^alice: hello$/m);
  });

  it('reloads, and says by its status that a bad file changes nothing', async () => {
    const process1 = await property('MainPID');
    await succeeds(shell('systemctl reload rxchat'));
    assert.notEqual((await shell('echo CHAT_LINE_RATE=many > /etc/rxchat.env; systemctl reload rxchat')).status, 0);
    await succeeds(shell(': > /etc/rxchat.env'));
    assert.equal(await property('MainPID'), process1);
    assert.match(await talk(), /^alice: hello$/m);
  });

  it('comes back after a kill, and nobody is refused meanwhile', async () => {
    await succeeds(shell('kill -9 "$(systemctl show -p MainPID --value rxchat)"'));
    assert.match(await talk(), /^alice: hello$/m);
    assert.equal(await property('NRestarts'), '1');
  });

  it('answers whoever connects during a restart', async () => {
    const [said] = await Promise.all([talk(), succeeds(shell('systemctl restart rxchat'))]);
    // The server that stops may have accepted it still.
    assert.match(said, /^Enter username:|^SYSTEM: server is shutting down/m);
    assert.match(await talk(), /^alice: hello$/m);
  });

  it('stays down with a setting that is not allowed, and says which', async () => {
    await shell('echo CHAT_LINE_RATE=many > /etc/rxchat.env; systemctl restart rxchat');
    assert.ok(await poll(async () => (await property('ActiveState')) === 'failed', LONGEST, PAUSE));
    assert.equal(await property('ExecMainStatus'), '2');
    assert.equal(await property('NRestarts'), '0');
    assert.match(await succeeds(shell('journalctl --unit rxchat --no-pager')), /CHAT_LINE_RATE/);
  });
});
