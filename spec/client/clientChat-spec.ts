import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEVER, Observable, Subject } from 'rxjs';
import { clientChat } from '../../src/client/clientChat';
import type { Action, ServerMessage, SocketEvent, State, Step } from '../../src/client/model';
import { logOf } from '../../src/client/log';
import { topicOf } from '../../src/client/state';

const at = '2026-11-25T14:03:11.042Z';
const said = (number: number, text: string, from = 'bob', more: object = {}): ServerMessage => ({
  type: 'said',
  ...{ id: `e.${number}`, at, room: 'lobby', from, text },
  ...more,
});
const joined = (number: number, name: string, room = 'lobby'): ServerMessage => ({
  type: 'joined',
  id: `e.${number}`,
  at,
  room,
  name,
});
const HELLO: readonly ServerMessage[] = [{ type: 'hello', epoch: 'e' }, { type: 'prompt' }];
const history = (lines: number, of: number, more = 0, last?: string): ServerMessage => ({
  type: 'history',
  ...{ room: 'lobby', lines, of, more },
  ...(last !== undefined && { last }),
});

/** A page, the person in front of it, and the server. */
class Page {
  state!: State;
  readonly notices: NonNullable<Step['notice']>[] = [];
  /** What was sent since it was last looked at. */
  private sent: string[] = [];
  connections = 0;
  private socket$!: Subject<SocketEvent>;
  private readonly actions$ = new Subject<Action>();
  private readonly running = clientChat({
    actions$: this.actions$,
    open: (lines$) => this.open(lines$),
    online$: NEVER,
    random: () => 1,
  }).subscribe(({ state, notice }) => {
    this.state = state;
    if (notice) this.notices.push(notice);
  });

  act(action: Action): void {
    this.actions$.next(action);
  }

  receive(...messages: readonly ServerMessage[]): void {
    for (const message of messages) this.socket$.next({ type: 'received', message });
  }

  opens(): void {
    this.socket$.next({ type: 'opened' });
  }

  breaks(): void {
    this.socket$.next({ type: 'closed' });
    this.socket$.complete();
  }

  sends(): string[] {
    return this.sent.splice(0);
  }

  get shown(): string[] {
    return logOf(this.state).map((entry) =>
      entry.kind === 'moved' ? `${entry.names.join()} ${entry.how}` : entry.text,
    );
  }

  /** Comes in as alice. */
  static inside(): Page {
    const page = new Page();
    page.act({ type: 'chose name', name: 'alice' });
    page.comesBack(joined(2, 'alice'));
    return page;
  }

  /** A connection opens and takes the name; what the server sends with it follows. */
  comesBack(...messages: readonly ServerMessage[]): void {
    this.opens();
    this.receive(...HELLO);
    expect(this.sends()).toEqual(['alice']);
    this.receive({ type: 'accepted', name: 'alice' }, ...messages);
  }

  close(): void {
    this.running.unsubscribe();
  }

  private open(lines$: Observable<string>): Observable<SocketEvent> {
    return new Observable((subscriber) => {
      this.connections += 1;
      this.socket$ = new Subject();
      const sending = lines$.subscribe((line) => this.sent.push(line));
      this.socket$.subscribe(subscriber).add(sending);
    });
  }
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('the page', () => {
  it('connects when a name was chosen, and sends it when it is asked for', () => {
    const page = new Page();
    expect(page.connections).toBe(0);
    page.act({ type: 'chose name', name: 'alice' });
    expect([page.connections, page.state.phase, page.sends()]).toEqual([1, 'connecting', []]);
    page.opens();
    page.receive(...HELLO);
    expect(page.sends()).toEqual(['alice']);
    page.receive({ type: 'accepted', name: 'alice' }, said(1, 'earlier', 'bob', { past: true }), joined(2, 'alice'));
    expect(page.sends()).toEqual(['/users', '/rooms']);
    expect(page.state).toMatchObject({ phase: 'online', room: 'lobby', wasAccepted: true });
    expect(page.shown).toEqual(['earlier']);
  });

  it('asks for another name if the one that was chosen is not free, and does not try it again by itself', () => {
    const page = new Page();
    page.act({ type: 'chose name', name: 'bob' });
    page.opens();
    page.receive(...HELLO, { type: 'refused', code: 'username_taken', hint: null }, { type: 'prompt' });
    expect(page.sends()).toEqual(['bob']);
    expect(page.state).toMatchObject({ phase: 'unnamed', nameFault: 'Somebody has that name. Choose another one.' });
    jest.advanceTimersByTime(60_000);
    expect(page.sends()).toEqual([]);
    page.act({ type: 'chose name', name: 'alice' });
    expect(page.sends()).toEqual(['alice']);
  });

  it('gets what was missed when a connection breaks, once and in order, under the same name', () => {
    const page = Page.inside();
    page.receive(said(3, 'three'), said(4, 'four'));
    page.sends();
    page.breaks();
    expect(page.state.phase).toBe('lost');
    page.act({ type: 'sent', lines: ['into the void'] });
    page.sends();
    jest.advanceTimersByTime(500);
    expect(page.connections).toBe(2);
    const tail = [said(8, 'eight', 'bob', { past: true }), said(9, 'nine', 'bob', { past: true })];
    page.comesBack(...tail, joined(10, 'alice'));
    expect(page.sends()).toEqual(['/history since e.4', '/users', '/rooms']);
    page.receive(said(11, 'eleven'));
    page.receive(
      ...[5, 6, 7].map((number) => said(number, String(number), 'bob', { past: true })),
      ...tail,
      history(5, 5),
    );
    expect(page.shown).toEqual([
      ...['three', 'four', 'The connection is lost. It is tried again, and what you miss comes then.'],
      ...['5', '6', '7', 'eight', 'nine', 'eleven'],
    ]);
    page.breaks();
    jest.advanceTimersByTime(500);
    page.comesBack(joined(13, 'alice'));
    expect(page.sends()).toEqual(['/history since e.11', '/users', '/rooms']);
  });

  it('asks on while more is kept, and says at its place how much is not', () => {
    const page = Page.inside();
    page.receive(said(3, 'three'));
    page.breaks();
    jest.advanceTimersByTime(500);
    page.sends();
    page.comesBack(joined(50, 'alice'));
    expect(page.sends()[0]).toBe('/history since e.3');
    page.receive(said(20, '20', 'bob', { past: true }), history(1, 12, 1, 'e.20'));
    expect(page.sends()).toEqual(['/history since e.20']);
    page.receive(said(21, '21', 'bob', { past: true }), history(1, 1));
    expect(page.shown.filter((line) => !line.startsWith('The connection'))).toEqual([
      'three',
      '10 lines are missing here, which the server does not keep any more.',
      ...['20', '21'],
    ]);
  });

  it('asks for its own name again as long as the connection that broke still has it', () => {
    const page = Page.inside();
    page.breaks();
    jest.advanceTimersByTime(500);
    page.opens();
    page.receive(...HELLO);
    page.receive({ type: 'refused', code: 'username_taken', hint: null }, { type: 'prompt' });
    expect(page.state.nameFault).toContain('still held');
    page.sends();
    jest.advanceTimersByTime(5000);
    expect(page.sends()).toEqual(['alice']);
    page.receive({ type: 'accepted', name: 'alice' }, joined(9, 'alice'));
    expect(page.state).toMatchObject({ phase: 'online', nameFault: undefined });
  });

  it('goes back to its room, and shows nothing of the lobby on the way', () => {
    const page = Page.inside();
    page.receive(joined(3, 'alice', 'dev'), said(4, 'here', 'bob', { room: 'dev' }));
    page.breaks();
    jest.advanceTimersByTime(500);
    page.sends();
    page.comesBack(said(5, 'elsewhere', 'carol', { past: true }), joined(6, 'alice'));
    expect(page.sends()).toEqual(['/join dev']);
    expect(page.state.room).toBe('dev');
    page.receive(joined(7, 'alice', 'dev'));
    expect(page.sends()).toEqual(['/history since e.4', '/users', '/rooms']);
    expect(page.shown).not.toContain('elsewhere');
  });

  it('begins anew with a server that has', () => {
    const page = Page.inside();
    page.receive(said(30, 'before'));
    page.breaks();
    jest.advanceTimersByTime(500);
    page.sends();
    page.opens();
    page.receive({ type: 'hello', epoch: 'f' }, { type: 'prompt' }, { type: 'accepted', name: 'alice' });
    page.receive(
      { ...joined(1, 'alice'), id: 'f.1' } as ServerMessage,
      { ...said(2, 'after'), id: 'f.2' } as ServerMessage,
    );
    expect(page.sends()).toEqual(['alice', '/users', '/rooms']);
    expect(page.shown.at(0)).toBe('before');
    expect(page.shown.slice(-2)).toEqual(['The server has started anew.', 'after']);
  });

  it('does not come back by itself after leaving', () => {
    const page = Page.inside();
    page.act({ type: 'sent', lines: ['/exit'] });
    page.receive({ type: 'end', reason: 'exit' });
    page.breaks();
    jest.advanceTimersByTime(600_000);
    expect(page.connections).toBe(1);
    expect(page.state).toMatchObject({ phase: 'idle', wanted: undefined, nameFault: undefined });
    page.act({ type: 'chose name', name: 'alice' });
    expect(page.connections).toBe(2);
  });

  it.each(['shutdown', 'restarting', 'server_full', 'server_busy', 'internal_error', 'node_lost'])(
    'comes back after %s',
    (reason) => {
      const page = Page.inside();
      page.receive({ type: 'end', reason });
      page.breaks();
      jest.advanceTimersByTime(500);
      expect(page.connections).toBe(2);
    },
  );

  it('counts what comes while nobody looks, and tells of what is for us', () => {
    const page = Page.inside();
    page.receive(said(3, 'seen'));
    page.act({ type: 'looked', isVisible: false });
    page.receive(said(4, 'for all'), said(5, 'mine', 'alice'), said(6, 'alice: look'), joined(7, 'carol'));
    page.receive({ type: 'whispered', id: 'e.8', at, from: 'carol', text: 'psst' });
    expect(page.state).toMatchObject({ unread: 3, firstUnread: 'e.4' });
    expect(page.notices).toEqual([
      { title: 'bob', text: 'alice: look' },
      { title: 'carol', text: 'psst' },
    ]);
    page.act({ type: 'looked', isVisible: true });
    expect(page.state).toMatchObject({ unread: 0, firstUnread: 'e.4' });
    page.act({ type: 'looked', isVisible: false });
    expect(page.state.firstUnread).toBeUndefined();
  });

  it('shows what the operators say once, as long as they say the same', () => {
    const page = Page.inside();
    const returns = (number: number, ...lines: readonly string[]): void => {
      page.breaks();
      jest.advanceTimersByTime(60_000);
      page.sends();
      page.comesBack(joined(number, 'alice'), { type: 'motd', lines });
    };
    page.receive({ type: 'motd', lines: ['be kind'] }, { type: 'welcome', room: 'lobby', members: 2 });
    returns(3, 'be kind');
    expect(page.shown.filter((line) => line === 'be kind')).toHaveLength(1);
    returns(4, 'be quick', 'now');
    expect(page.shown.slice(-2)).toEqual(['be quick', 'now']);
  });

  it('keeps who is in the room, and which rooms there are', () => {
    const page = Page.inside();
    page.receive({ type: 'users', room: 'lobby', names: ['alice', 'dan'], more: 0 });
    page.receive(joined(3, 'bob'), joined(4, 'carol'), { type: 'left', id: 'e.5', at, room: 'lobby', name: 'bob' });
    expect(page.state.people).toEqual(['alice', 'carol', 'dan']);
    expect(page.shown).toEqual(['bob,carol joined', 'bob left']);
    page.receive({ type: 'rooms', rooms: [{ name: 'Dev', members: 2 }], more: 0 });
    expect(page.state.rooms).toEqual([{ name: 'Dev', members: 2 }]);
    expect(page.shown).toHaveLength(2);
  });

  it('answers in words who asks in words', () => {
    const page = Page.inside();
    page.act({ type: 'sent', lines: ['/rooms'] });
    page.receive({ type: 'rooms', rooms: [{ name: 'Dev', members: 2 }], more: 3 });
    page.act({ type: 'sent', lines: ['/users *'] });
    page.receive({ type: 'users', names: ['alice', 'bob'], more: 0 });
    page.receive(
      { type: 'refused', code: 'user_not_found', hint: null },
      { type: 'topic', room: 'lobby', text: 'tea', by: 'bob' },
    );
    page.receive({ type: 'skipped', lines: 1 }, { type: 'notice', text: 'you are away: lunch' });
    expect(page.shown).toEqual([
      'Rooms: Dev (2) and 3 more',
      'On this server: alice, bob',
      'Nobody here has that name.',
      'bob set the topic: tea',
      '1 line is missing here, because your connection is slow.',
      'you are away: lunch',
    ]);
    expect(topicOf(page.state)).toBe('tea');
  });

  it('says what is known of somebody, and what is set', () => {
    const page = Page.inside();
    page.receive({ type: 'who', name: 'bob', room: 'dev', idle: 61, here: 7200, behind: 3, away: 'lunch' });
    page.receive({ type: 'who', name: 'bot', room: 'lobby', idle: 0, here: 1, behind: 0 });
    page.receive({ type: 'set', bell: 'off', joins: 'on' });
    expect(page.shown).toEqual([
      'bob is in dev, here for 2 hours, silent for 1 minute, 3 lines behind, away: lunch',
      'bot is in lobby, here for 1 second, silent for 0 seconds',
      'Set: bell = off, joins = on',
    ]);
  });

  it('passes over nothing that the schema of the server has', () => {
    const root = join(__dirname, '..', '..');
    const known = readFileSync(join(root, 'src', 'client', 'received.ts'), 'utf8');
    const schema = readFileSync(join(root, 'docs', 'protocol.schema.json'), 'utf8');
    const types = Array.from(schema.matchAll(/"type": \{ "const": "(\w+)" \}/g), ([, type]) => type);
    expect(types).toContain('said');
    expect(types.filter((type) => !known.includes(`case '${type}'`))).toEqual([]);
  });

  it('knows the topic of a room that it comes into, which is sent before, until it comes into another one', () => {
    const page = Page.inside();
    const topic = (room: string, text: string | null): ServerMessage => ({ type: 'topic', room, text });
    const shown: (string | undefined)[] = [];
    for (const messages of [
      [topic('dev', 'rain'), joined(3, 'alice', 'dev')],
      [joined(4, 'alice')],
      [joined(5, 'alice', 'dev')],
      [topic('lobby', 'tea'), joined(6, 'alice')],
      [topic('lobby', null)],
    ]) {
      page.receive(...messages);
      shown.push(topicOf(page.state));
    }
    expect(shown).toEqual(['rain', undefined, undefined, 'tea', undefined]);
  });

  it('goes on when what was missed is refused', () => {
    const page = Page.inside();
    page.receive(said(3, 'three'));
    page.breaks();
    jest.advanceTimersByTime(500);
    page.sends();
    page.comesBack(joined(5, 'alice'));
    page.receive({ type: 'refused', code: 'rate_limited', hint: null }, said(6, 'six'));
    expect(page.state).toMatchObject({ isCatchingUp: false, seen: { lobby: 'e.6' } });
  });

  it('asks once for what was said before, for each time in a room', () => {
    const page = Page.inside();
    page.sends();
    page.act({ type: 'scrolled up' });
    page.act({ type: 'scrolled up' });
    expect(page.sends()).toEqual(['/history 200']);
    page.receive(said(1, 'old', 'bob', { past: true }), history(1, 1));
    expect(page.shown).toEqual(['old']);
    page.receive(joined(9, 'alice', 'dev'));
    page.sends();
    page.act({ type: 'scrolled up' });
    expect(page.sends()).toEqual(['/history 200']);
  });

  it('passes over what it does not know', () => {
    const page = Page.inside();
    const { state } = page;
    page.receive({ type: 'later' } as unknown as ServerMessage);
    expect(page.state).toEqual(state);
  });

  it('leaves nothing behind when it is closed', () => {
    const page = Page.inside();
    page.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each(['room_invalid', 'rate_limited', 'server_full'])('is in the lobby if its room is refused: %s', (code) => {
    const page = new Page();
    page.act({ type: 'chose name', name: 'alice' });
    page.opens();
    page.receive(...HELLO, { type: 'accepted', name: 'alice' }, joined(1, 'alice'), joined(2, 'alice', 'dev'));
    page.breaks();
    jest.advanceTimersByTime(500);
    page.opens();
    page.receive(...HELLO, { type: 'accepted', name: 'alice' }, joined(3, 'alice'));
    expect(page.state.isReturning).toBe(true);
    page.receive({ type: 'refused', code, hint: null }, said(4, 'hello'));
    expect(page.state).toMatchObject({ room: 'lobby', isReturning: false, phase: 'online' });
    expect(page.shown.slice(-2)).toEqual([expect.anything(), 'hello']);
  });

  it.each(['constructor', '__proto__', 'valueof'])('has lines of a room of the name %s', (room) => {
    const page = new Page();
    page.act({ type: 'chose name', name: 'alice' });
    page.opens();
    page.receive(...HELLO, { type: 'accepted', name: 'alice' }, joined(1, 'alice'), joined(2, 'alice', room));
    page.receive(said(3, 'hello', 'bob', { room }));
    expect(page.state.room).toBe(room);
    expect(page.shown.at(-1)).toBe('hello');
    page.receive(joined(4, 'alice'), joined(5, 'alice', room));
    expect(page.sends().filter((line) => line.startsWith('/history'))).toContain('/history since e.3');
  });
});
