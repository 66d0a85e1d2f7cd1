/**
 * Takes pictures of the page while some people talk: light, dark, and on a phone; and one of a terminal beside it.
 *
 *   npm run screenshots -- [FOLDER]     # build/screenshots if no folder is named
 *
 * It needs Debian's chromium-headless-shell, or the Chromium that CHROMIUM names.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const folder = process.argv[2] ?? join('build', 'screenshots');

const PICTURES = [
  ['light', { viewport: { width: 1200, height: 720 } }],
  ['dark', { viewport: { width: 1200, height: 720 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 720 }, deviceScaleFactor: 2, isMobile: true }],
];

const flags = ['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--log-format=json'];
const server = spawn(process.execPath, ['dist/server.js', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
let port = 0;
for await (const text of server.stderr) {
  port = Number(/chat is on \S+:(\d+);/.exec(String(text))?.[1] ?? 0);
  if (port > 0) break;
}

/** What bob has in front of him: what he types, and what he receives. */
let terminal = '$ nc localhost 5000\n';
let shown = ''; // as long as the page in the first picture has the same

/** A person with nc; resolves when what it has said is there. */
async function person(name, ...lines) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  if (name === 'bob') {
    const write = socket.write.bind(socket);
    socket.write = (text) => write(text, () => (terminal += text));
    socket.on('data', (text) => (terminal += text));
    await once(socket, 'data'); // asked for his name
  }
  const until = async (text) => {
    for (let received = ''; !received.includes(text);) [received] = [received + (await once(socket, 'data'))[0]];
  };
  socket.write(`${name}\n`);
  await until(`${name} joined`);
  for (const line of lines) {
    socket.write(`${line}\n`);
    await until('\n');
  }
  return socket;
}

const bob = await person(
  'bob',
  '/topic Release on Friday: what is left',
  'Good morning! The build is green again.',
  'Has anybody looked at https://example.org/issues/42 yet?',
  'It is the one about `npm ci` on Node.js 26.',
);
const carol = await person('carol', 'I have. The fix is at https://example.org/pull/57, it needs a review.');
const dave = await person('dave', '/me puts the kettle on', '/join design');

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const [name, options] of PICTURES) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.fill('#name', 'alice');
  await page.press('#name', 'Enter');
  await page.locator('#room-list button[data-room=design]').waitFor({ state: 'attached' });
  bob.write('/w alice can you take that?\n');
  await page.getByText('can you take that?').waitFor();
  if (name === 'light') {
    await page.fill('#text', 'I take the review.');
    await page.press('#text', 'Enter');
    carol.write('Thank you, alice!\n');
  }
  await page.locator('.said', { hasText: 'Thank you' }).waitFor();
  await page.screenshot({ path: join(folder, `page-${name}.png`) });
  if (name === 'light') shown = terminal;
  await page.fill('#text', '/exit');
  await page.press('#text', 'Enter');
  await page.locator('#name').waitFor(); // the name is free for the next picture
  await context.close();
}

const escaped = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const png = readFileSync(join(folder, 'page-light.png')).toString('base64');
const both = await browser.newPage({ viewport: { width: 1440, height: 560 } });
await both.setContent(`<style>
  body { margin: 0; padding: 20px; display: grid; grid-template-columns: 560px 1fr; gap: 20px; background: #dcdcd6; box-sizing: border-box; height: 560px }
  pre, img { margin: 0; border-radius: 10px; box-shadow: 0 6px 24px #0003; height: 520px; box-sizing: border-box }
  pre { background: #16181d; color: #e6e6e6; font: 13px/1.5 'DejaVu Sans Mono', monospace; padding: 18px; white-space: pre-wrap; overflow: hidden }
  img { width: 100%; object-fit: cover; object-position: left top }
</style><pre>${escaped}</pre><img src="data:image/png;base64,${png}">`);
await both.locator('img').evaluate((image) => image.decode());
await both.screenshot({ path: join(folder, 'side-by-side.png') });
await browser.close();
for (const socket of [bob, carol, dave]) socket.destroy();
server.kill();
console.log(`pictures are in ${folder}`);
