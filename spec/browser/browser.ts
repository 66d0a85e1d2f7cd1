import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

/** Debian's package chromium-headless-shell; nothing is downloaded. */
const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell';

/** As root Chromium has no sandbox, and the pages here are our own. */
const ARGS = ['--no-sandbox', '--disable-gpu'];

let browser: Browser | undefined;
const open = new Set<Tab>();

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: PROGRAM, args: ARGS });
});
afterEach(async () => {
  for (const tab of open) await tab.close();
});
afterAll(() => browser?.close());

/** The page in a browser of its own, and all that goes wrong in it. */
export class Tab {
  /** Errors of scripts, and what the policy of the page has stopped. */
  readonly faults: string[] = [];
  /** Where requests went. */
  readonly hosts = new Set<string>();

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      // That a server which is stopped does not answer is no fault.
      if (message.type() === 'error' && !message.text().includes('WebSocket connection'))
        this.faults.push(message.text());
    });
    page.on('request', (request) => this.hosts.add(new URL(request.url()).host));
    page.on('websocket', (socket) => this.hosts.add(new URL(socket.url()).host));
    open.add(this);
  }

  /** Opens the page. */
  static async open(port: number, options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await browser!.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
    const tab = new Tab(await context.newPage());
    await tab.page.goto(`http://127.0.0.1:${port}/`);
    return tab;
  }

  /** Opens the page, and comes in. */
  static async named(port: number, name: string, options?: BrowserContextOptions): Promise<Tab> {
    const tab = await Tab.open(port, options);
    await tab.enter(name);
    await tab.page.locator('#composer').waitFor();
    return tab;
  }

  async enter(name: string): Promise<void> {
    await this.page.fill('#name', name);
    await this.page.keyboard.press('Enter');
  }

  /** Writes a line, and sends it. */
  async say(text: string): Promise<void> {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Enter');
  }

  /** The texts that were said and are shown, with who said them. */
  async said(): Promise<string[]> {
    const lines = await this.page.locator('#log .said').all();
    return Promise.all(
      lines.map(async (line) => `${await text(line.locator('.from'))}: ${await text(line.locator('p'))}`),
    );
  }

  /** Waits until something is among the lines. */
  async sees(text: string): Promise<void> {
    await this.page.locator('#log', { hasText: text }).waitFor();
  }

  /** What axe finds: what keeps some people from using the page. */
  async barriers(): Promise<string[]> {
    // Through the debugger: the policy of the page lets no other script run.
    await this.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const found = await this.page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  async close(): Promise<void> {
    open.delete(this);
    await this.page.context().close();
  }
}

const text = async (part: { textContent(): Promise<string | null> }): Promise<string> =>
  (await part.textContent()) ?? '';
