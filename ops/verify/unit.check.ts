import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '../../testkit/run';
import { textOf } from './files';
import { onPath } from './programs';

/** The most exposure that `systemd-analyze security` may find, in its tenths: 0 is a closed box, 100 none at all. */
const MOST_EXPOSURE = 15;

describe('ops/systemd/rxchat.service, and its socket', () => {
  const unit = textOf('ops/systemd/rxchat.service');
  const socket = textOf('ops/systemd/rxchat.socket');
  const folder = mkdtempSync(join(tmpdir(), 'rxchat-unit-'));
  const copy = join(folder, 'rxchat.service');
  const socketCopy = join(folder, 'rxchat.socket');

  before(() => {
    assert.ok(onPath('systemd-analyze'), 'systemd-analyze is missing: install the Debian package `systemd`');
    // Where Node.js is differs from machine to machine, and systemd looks for it.
    writeFileSync(copy, unit.replaceAll('/usr/bin/node ', `${process.execPath} `));
    writeFileSync(socketCopy, socket);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is without a fault', async () => {
    assert.deepEqual(await run('systemd-analyze', ['verify', copy, socketCopy]), { status: 0, output: '' });
  });

  it('is well confined', async () => {
    const args = ['security', '--no-pager', '--offline=true', `--threshold=${String(MOST_EXPOSURE)}`, copy];
    const { status, output } = await run('systemd-analyze', args);
    assert.equal(status, 0, output);
  });

  it('is notified by a child, which has to be allowed to', () => {
    assert.match(unit, /^Type=notify\nNotifyAccess=all$/m);
    assert.match(unit, /^RestrictAddressFamilies=.*\bAF_UNIX\b/m);
    assert.match(socket, /^ListenStream=5000\nFileDescriptorName=chat$/m);
  });

  it('lets V8 make code, and gives it files enough and time enough to stop', () => {
    assert.doesNotMatch(unit, /^MemoryDenyWriteExecute/m);
    assert.match(unit, /^DynamicUser=yes$/m);
    assert.match(unit, /^ProtectSystem=strict$/m);
    assert.match(unit, /^Restart=on-failure$/m);
    assert.match(
      unit,
      /^ExecReload=.* check-config \/etc\/rxchat.env\nExecReload=\/bin\/sh -c 'kill -HUP \$MAINPID'$/m,
    );
    assert.ok(Number(/^LimitNOFILE=(\d+)$/m.exec(unit)?.[1]) >= 12_000);
    assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) > 5);
  });
});
