import { scan } from 'rxjs';
import type { ClientEvent, ServerMessage, State, Step } from '../../src/client/model';
import { FIRST } from '../../src/client/state';
import { step } from '../../src/client/step';
import { paintOf } from '../../src/terminal/paint';
import { printed } from '../../src/terminal/printed';
import { marbles } from '../helpers/marbles';

const PLAIN = paintOf(1);
const NOW = new Date(2026, 10, 25, 14, 0).getTime();

const timeOf = (minute: number): string => new Date(2026, 10, 25, 14, minute).toISOString();
const said = (number: number, text: string, more: object = {}): ServerMessage => ({
  type: 'said',
  ...{ id: `e.${number}`, at: timeOf(number), room: 'lobby', from: 'bob', text },
  ...more,
});
const past = (number: number, text: string): ServerMessage => said(number, text, { past: true });
const moved = (number: number, type: 'joined' | 'left', name: string, room = 'lobby'): ServerMessage => ({
  type,
  ...{ id: `e.${number}`, at: timeOf(number), room, name },
});
const history = (lines: number): ServerMessage => ({ type: 'history', room: 'lobby', lines, of: lines, more: 0 });

const eventOf = (message: ServerMessage): ClientEvent => ({ type: 'received', message });
const COMES_IN: readonly ClientEvent[] = [
  { type: 'opened' },
  ...[{ type: 'hello', epoch: 'e' }, { type: 'prompt' }, { type: 'accepted', name: 'alice' } as const].map((message) =>
    eventOf(message as ServerMessage),
  ),
];
const closed: ClientEvent = { type: 'closed' };

const stateAfter = (events: readonly ClientEvent[], state: State = FIRST): State =>
  events.reduce((before, event) => step(before, event).state, state);

/** Alice, in the lobby. */
const INSIDE = stateAfter([{ type: 'chose name', name: 'alice' }, ...COMES_IN, eventOf(moved(1, 'joined', 'alice'))]);

/** All lines that are printed for events, from a state on in which nothing was printed yet. */
function linesFor(events: readonly ClientEvent[], from: State = INSIDE): string[] {
  const lines: string[] = [];
  let state = from;
  const steps = events.map((event): Step => {
    const taken = step(state, event);
    state = taken.state;
    return taken;
  });
  const all = [{ state: from, sends: [] }, ...steps];
  marbles(({ cold, expectObservable }) => {
    const letters = Object.fromEntries(all.map((one, index) => [String.fromCharCode(97 + index), one]));
    cold(`(${Object.keys(letters).join('')}|)`, letters)
      .pipe(printed(PLAIN, NOW))
      .subscribe((some) => lines.push(...some));
    expectObservable(cold('|')).toBe('|');
  })();
  return lines;
}

describe('printed', () => {
  it(
    'is pictured in its comment',
    marbles(({ cold, expectObservable }) => {
      const events = {
        i: { type: 'waited' },
        a: eventOf(said(3, 'one')),
        b: closed,
        c: eventOf(said(5, 'three')),
        d: eventOf(history(1)),
        m: eventOf(past(4, 'two')),
        ...Object.fromEntries(COMES_IN.map((event, index) => [`${index}`, event])),
        j: eventOf(moved(6, 'joined', 'alice')),
      } satisfies Record<string, ClientEvent>;
      const steps$ = cold<ClientEvent>('i-a-b-0-1-2-3-j-c-m-d-|', events).pipe(
        scan((taken: Step, event) => step(taken.state, event), { state: INSIDE, sends: [] }),
        printed(PLAIN, NOW),
      );
      expectObservable(steps$).toBe('i-x-l-y-y-y-y-y-y-y-z-|', {
        i: ['      - You are in lobby.'],
        x: ['14:03 bob: one'],
        l: ['      - The connection is lost. It is tried again, and what you miss comes then.'],
        y: [],
        z: ['14:04 bob: two', '14:05 bob: three', '      - You are in lobby.'],
      });
    }),
  );

  it('names who comes and goes once, though they stand together in the log', () => {
    const events = [moved(2, 'joined', 'bob'), moved(3, 'joined', 'carol'), moved(4, 'left', 'bob')].map(eventOf);
    expect(linesFor(events).slice(1)).toEqual(['      - bob joined', '      - carol joined', '      - bob left']);
  });

  it('prints what was said before we came into a room, and then where we are, with the topic', () => {
    const dev = { room: 'dev' };
    const events = [
      said(2, 'old', { ...dev, past: true }),
      { type: 'topic', room: 'dev', text: 'rain' } as const,
      moved(4, 'joined', 'alice', 'dev'),
      said(5, 'new', dev),
      moved(6, 'joined', 'alice'),
      said(7, 'newer', { ...dev, past: true }),
      moved(8, 'joined', 'alice', 'dev'),
      { ...history(1), room: 'dev' } as ServerMessage,
    ].map((message) => eventOf(message));
    expect(linesFor(events).slice(1)).toEqual([
      '14:02 bob: old',
      '      - You are in dev. Topic: rain',
      '14:05 bob: new',
      '      - You are in lobby.',
      '14:07 bob: newer',
      '      - You are in dev.',
    ]);
  });

  it('prints again what was asked for again, and nothing else that comes again', () => {
    const asks: ClientEvent = { type: 'sent', lines: ['/history 2'] };
    const answer = [past(2, 'two'), past(3, 'three'), history(2)].map(eventOf);
    expect(linesFor([eventOf(said(3, 'three')), asks, ...answer, ...answer]).slice(1)).toEqual([
      '14:03 bob: three',
      '14:02 bob: two',
      '14:03 bob: three',
    ]);
  });

  it('prints the day before lines of another one', () => {
    const yesterday = past(2, 'late');
    const events = [
      { ...yesterday, at: new Date(2026, 10, 24, 23, 59).toISOString() } as ServerMessage,
      said(3, 'early'),
    ];
    const [, ...lines] = linesFor(events.map(eventOf));
    expect(lines.map((line) => line.trim())).toEqual([
      expect.stringMatching(/24/),
      '23:59 bob: late',
      expect.stringMatching(/25/),
      '14:03 bob: early',
    ]);
  });

  it('says why a name cannot be had', () => {
    const asked = stateAfter([{ type: 'chose name', name: 'bob' }, ...COMES_IN.slice(0, 3)]);
    const refusal = eventOf({ type: 'refused', code: 'username_taken', hint: null });
    expect(linesFor([refusal, refusal], asked)).toEqual(['      ! Somebody has that name. Choose another one.']);
  });
});
