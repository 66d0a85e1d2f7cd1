import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../testkit/freePort';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { WebClient } from '../helpers/webClient';
import { Tab } from './browser';
import { Cable } from './cable';

afterEach(() => Client.cutAll());

const started = (...args: readonly string[]): Promise<Program> => Program.listening(args);

describe('the page', () => {
  it('holds a conversation with nc and a program, and asks nobody else', async () => {
    const server = await started();
    const alice = await Tab.named(server.port, 'alice');
    const bob = await Client.named('bob', server.port);
    const bot = await WebClient.named(server.port, 'bot');
    await bob.gets('SYSTEM: bot joined');
    await alice.sees('bob and bot joined');
    await alice.say('hello from a browser');
    await bob.gets('alice: hello from a browser');
    await bot.gets('hello from a browser');
    bob.send('hello from nc');
    bot.send('/me is a program');
    await alice.sees('is a program');
    expect(await alice.said()).toEqual(['alice: hello from a browser', 'bob: hello from nc', 'bot: is a program']);
    bob.send('/w alice psst');
    await alice.sees('psst');
    await alice.page.click('#people-list button[data-name=bob]');
    await alice.page.keyboard.type('psst yourself');
    await alice.page.keyboard.press('Enter');
    await bob.linesUntil((line) => line === 'WHISPER alice: psst yourself');
    await alice.say('/w nobody hi');
    await alice.sees('Nobody here has that name.');
    await alice.say('/exit');
    await alice.page.locator('#name').waitFor();
    await bob.gets('SYSTEM: alice left');
    expect(alice.hosts).toEqual(new Set([`127.0.0.1:${server.port}`]));
    expect(alice.faults).toEqual([]);
  });

  it('asks for another name in place of one that is taken, with the reason', async () => {
    const server = await started();
    await Client.named('bob', server.port);
    const tab = await Tab.open(server.port);
    await tab.enter('bob');
    await tab.page.getByText('Somebody has that name.').waitFor();
    await tab.enter('a b');
    await tab.page.getByText('A username is 1 to 16 letters').waitFor();
    await tab.enter('alice');
    await tab.page.locator('#composer').waitFor();
  });

  it('goes from room to room, and shows the past of each', async () => {
    const server = await started();
    const bob = await Client.named('bob', server.port);
    bob.send('before', '/topic tea', '/join dev', 'in dev');
    const alice = await Tab.named(server.port, 'alice');
    await alice.sees('before');
    expect(await alice.page.textContent('#topic')).toBe('tea');
    await alice.page.click('#room-list button[data-room=dev]');
    await alice.sees('in dev');
    expect(await alice.said()).toEqual(['bob: in dev']);
    await alice.page.fill('#room', 'den');
    await alice.page.press('#room', 'Enter');
    await alice.page.getByRole('heading', { name: 'den' }).waitFor();
    expect(await alice.page.title()).toBe('den · rxchat');
  });

  it('gets what was missed when the network breaks, once and in order, under the same name', async () => {
    const server = await started();
    const cable = await Cable.between(server.port);
    const alice = await Tab.named(cable.port, 'alice');
    const bob = await Client.named('bob', server.port);
    bob.send('before');
    await alice.sees('before');
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
    cable.pull();
    await bob.linesUntil((line) => line === 'SYSTEM: alice left');
    await alice.page.getByText('No connection. It is tried again').waitFor();
    await alice.say('stays here');
    bob.send(...lines);
    await bob.linesUntil((line) => line === 'bob: line 40');
    cable.putIn();
    await alice.sees('line 40');
    bob.send('after');
    await alice.sees('after');
    expect(await alice.said()).toEqual(['bob: before', ...lines.map((line) => `bob: ${line}`), 'bob: after']);
    await alice.page.press('#text', 'Enter');
    await bob.linesUntil((line) => line === 'alice: stays here');
    cable.close();
  });

  it('comes back when the server has started again, which remembers what was said', async () => {
    const data = mkdtempSync(join(tmpdir(), 'rxchat-browser-'));
    const port = await freePort();
    const flags = [`--data=${data}`, `--port=${port}`];
    const first = await started(...flags);
    const alice = await Tab.named(port, 'alice');
    await alice.say('one');
    await alice.sees('one');
    first.kill('SIGTERM');
    await first.exit;
    await started(...flags);
    const bob = await Client.connect(port);
    bob.send('bob', 'two', 'three');
    await alice.sees('three');
    expect((await alice.said()).slice(0, 3)).toEqual(['alice: one', 'bob: two', 'bob: three']);
    await alice.say('four');
    await bob.linesUntil((line) => line === 'alice: four');
  });

  it('shows names and texts as they are, whatever they say', async () => {
    const server = await started();
    const alice = await Tab.named(server.port, 'alice');
    const texts = [
      '<img src=x onerror="document.title=1">',
      '<script>document.title=1</script>',
      'javascript:alert(1) https://user@evil.example/ https://example.org/"onmouseover="x',
      '&lt;b&gt; `<b>code</b>` ${document.title}',
      '‮evil ￹hidden', // written out by the server
      'ﷺ'.repeat(100),
      'a'.repeat(500),
    ];
    const bob = await Client.named('bob', server.port);
    bob.send('/topic <b>bold</b>', ...texts);
    await alice.sees('aaaaaaaa');
    expect(await alice.page.locator('#log img, #log script, #log b, #topic b').count()).toBe(0);
    const links = await alice.page.locator('#log a').evaluateAll((all) => all.map((link) => String(link)));
    expect(links).toEqual(['https://example.org/']);
    const attributes = await alice.page.locator('#log a').first().getAttribute('rel');
    expect(attributes).toBe('noopener noreferrer');
    expect(await alice.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await alice.page.title()).toBe('lobby · rxchat');
    expect(alice.faults).toEqual([]);
  });

  it('asks before it sends many lines, and sends none of them as a command', async () => {
    const server = await started();
    const alice = await Tab.named(server.port, 'alice');
    const bob = await Client.named('bob', server.port);
    await alice.say('/exit\n/users\nthree\nfour');
    await alice.page.getByText('Send 4 lines to everybody here?').waitFor();
    await alice.page.getByRole('button', { name: 'Go back' }).click();
    expect(await alice.page.inputValue('#text')).toBe('/exit\n/users\nthree\nfour');
    await alice.page.press('#text', 'Enter');
    await alice.page.getByRole('button', { name: 'Send all' }).click();
    await bob.gets('alice: /exit', 'alice: /users', 'alice: three', 'alice: four');
    expect(await alice.page.inputValue('#text')).toBe('');
    await alice.say('x'.repeat(513));
    await alice.page.getByText('A line has at most 512 characters.').waitFor();
  });

  it('does not send what is being composed with an input method', async () => {
    const server = await started();
    const alice = await Tab.named(server.port, 'alice');
    await alice.page.fill('#text', 'にほんご');
    const enter = (more: string): Promise<unknown> =>
      alice.page.evaluate(
        `document.getElementById('text').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ${more} }))`,
      );
    await enter('isComposing: true');
    await enter('keyCode: 229');
    expect(await alice.page.inputValue('#text')).toBe('にほんご');
    await alice.page.press('#text', 'Enter');
    await alice.sees('にほんご');
  });

  it('counts in its title what comes while nobody looks, and marks where that begins', async () => {
    const server = await started();
    const alice = await Tab.named(server.port, 'alice');
    const bob = await Client.named('bob', server.port);
    const look = (isHidden: boolean): Promise<unknown> =>
      alice.page.evaluate(
        `Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} }); document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await look(true);
    bob.send('one', 'alice: two');
    await alice.sees('two');
    expect(await alice.page.title()).toBe('(2) lobby · rxchat');
    expect(await alice.page.locator('.unread p').allTextContents()).toEqual(['one']);
    expect(await alice.page.locator('.mention p').allTextContents()).toEqual(['alice: two']);
    await look(false);
    await alice.page.waitForFunction('document.title === "lobby · rxchat"');
  });

  it('reads out what is new, once, and nothing of the past', async () => {
    const server = await started();
    const bob = await Client.named('bob', server.port);
    bob.send('one', 'two', 'three', 'four', 'five', 'six');
    await bob.linesUntil((line) => line === 'bob: six');
    const alice = await Tab.open(server.port);
    // What a screen reader is told: nodes that are added while the region is live.
    await alice.page.evaluate(`
      globalThis.read = []; globalThis.gone = 0;
      new MutationObserver((changes) => changes.forEach(({ addedNodes, removedNodes, target }) => {
        globalThis.gone += removedNodes.length;
        if (target.id === 'log' && target.getAttribute('aria-live') !== 'off') globalThis.read.push(...Array.from(addedNodes, (node) => node.textContent));
      })).observe(document.getElementById('log'), { childList: true });
    `);
    await alice.enter('alice');
    await alice.sees('six');
    bob.send('seven');
    await alice.sees('seven');
    bob.send('eight');
    await alice.sees('eight');
    const read = await alice.page.evaluate<string[]>('globalThis.read');
    expect(read.map((line) => line.replace(/^.*\d\d:\d\d/, ''))).toEqual(['seven', 'eight']);
    expect(await alice.page.evaluate('globalThis.gone')).toBe(0);
  });

  it('shows the past when somebody scrolls up, and stays where they read', async () => {
    const server = await started('--history-on-join=30');
    const bob = await Client.named('bob', server.port);
    const lines = Array.from({ length: 120 }, (_, index) => `line ${index + 1}.`);
    bob.send(...lines);
    await bob.linesUntil((line) => line === 'bob: line 120.');
    const alice = await Tab.named(server.port, 'alice');
    await alice.sees('line 120.');
    expect((await alice.said())[0]).toBe('bob: line 91.');
    await alice.page.evaluate("document.getElementById('log').scrollTop = 0");
    await alice.sees('line 1.');
    expect(await alice.said()).toEqual(lines.map((line) => `bob: ${line}`));
    const isSeen = `(() => { const log = document.getElementById('log'); const line = [...log.children].find((one) => one.textContent.endsWith('line 91.')); const top = line.getBoundingClientRect().top - log.getBoundingClientRect().top; return top > -40 && top < log.clientHeight; })()`;
    expect(await alice.page.evaluate(isSeen)).toBe(true);
  });

  it('is used with the keyboard alone', async () => {
    const server = await started();
    const bob = await Client.named('bob', server.port);
    bob.send('/join dev');
    await bob.linesUntil((line) => line === 'SYSTEM: bob joined dev');
    const { page } = await Tab.open(server.port);
    await page.keyboard.type('alice');
    await page.keyboard.press('Enter');
    await page.locator('#room-list button[data-room=dev]').waitFor();
    for (let tabs = 0; tabs < 12; tabs += 1) {
      if ((await page.evaluate("document.activeElement?.dataset?.room ?? ''")) === 'dev') break;
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'dev' }).waitFor();
    await page.keyboard.type('typed');
    await page.keyboard.press('Enter');
    await bob.linesUntil((line) => line === 'alice: typed');
  });

  it.each([
    ['light', { viewport: { width: 1200, height: 760 } }],
    ['dark', { viewport: { width: 1200, height: 760 }, colorScheme: 'dark' as const }],
    ['phone', { viewport: { width: 390, height: 760 }, isMobile: true, hasTouch: true }],
  ])('keeps nobody out: %s', async (name, options) => {
    const server = await started();
    const bob = await Client.named('bob', server.port);
    bob.send('hello, see https://example.org and `code`', '/me waves', '/topic tea');
    const tab = await Tab.open(server.port, options);
    expect(await tab.barriers()).toEqual([]);
    await tab.enter('alice');
    await tab.page.locator('#composer').waitFor();
    bob.send('/w alice psst', 'alice: look', 'bye');
    await tab.sees('bye');
    await tab.say('/nothing');
    await tab.sees('There is no such command.');
    expect(await tab.barriers()).toEqual([]);
    if (name === 'phone') {
      await tab.page.getByRole('button', { name: 'Rooms' }).click();
      await tab.page.locator('#room-list').waitFor();
      expect(await tab.barriers()).toEqual([]);
      await tab.page.getByRole('button', { name: 'People' }).click();
      await tab.page.locator('#people-list').waitFor();
    }
    const folder = process.env['RXCHAT_SPEC_SCRATCH'] ?? tmpdir();
    expect((await tab.page.screenshot({ path: join(folder, `${name}.png`) })).length).toBeGreaterThan(10_000);
  });
});
