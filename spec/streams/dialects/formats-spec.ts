import { dialectsOf } from '../../../src/streams/dialects/dialects';
import { Formats } from '../../../src/streams/dialects/formats';
import { text } from '../../../src/streams/dialects/text';
import type { Message } from '../../../src/streams/model/message';
import type { Style } from '../../../src/streams/model/preferences';
import { tiny } from '../../helpers/tinyDialect';

const dialects = dialectsOf({ version: '0.2.0', epoch: '7f3a' });
const formats = new Formats([...dialects, tiny]);
const STAMP = { seq: 1042, at: Date.UTC(2026, 10, 25, 14, 3, 11, 42) };
const said: Message = { type: 'said', room: 'dev', from: 'alice', text: 'hello' };
const joined: Message = { type: 'joined', room: 'dev', roomName: 'dev', name: 'bob' };
const left: Message = { type: 'left', room: 'dev', name: 'bob', reason: 'exit' };
const whispered: Message = { type: 'whispered', from: 'bob', text: 'hi' };
const shown = (style: Style, message: Message, name = 'text'): readonly string[] =>
  formats.of(name, style).show(message, STAMP);

describe('the formats', () => {
  it('are the same object for the same style, however it came about, and the dialect itself without one', () => {
    expect(formats.of('text', { time: 60, ids: 'on' })).toBe(formats.of(undefined, { ids: 'on', time: 60 }));
    expect(formats.of('text', { time: 60 })).not.toBe(formats.of('text', { time: 75 }));
    expect(formats.of('text', { time: 60 })).not.toBe(formats.of('json', { time: 60 }));
    expect(formats.of()).toBe(text);
    expect(formats.of('unknown')).toBe(text);
  });

  it('of a dialect that knows no styles are that dialect', () => {
    expect(formats.of('tiny', { ids: 'on' })).toBe(tiny);
  });
});

describe('text in a style', () => {
  it.each<[Style, string]>([
    [{ time: 120 }, '[16:03] '],
    [{ time: 0 }, '[14:03] '],
    [{ ids: 'on' }, '#1042 '],
    [{ time: 120, ids: 'on' }, '[16:03] #1042 '],
    [{ joins: 'off' }, ''],
  ])('%j puts %j before what has a place in the order', (style, mark) => {
    expect(shown(style, said)).toStrictEqual([`${mark}alice: hello`]);
    expect(shown(style, whispered)).toStrictEqual([`${mark}WHISPER bob: hi`]);
    expect(shown(style, { type: 'whispering', to: 'bob', text: 'hi' })).toStrictEqual([`${mark}WHISPER to bob: hi`]);
    if (style.joins !== 'off') expect(shown(style, joined)).toStrictEqual([`${mark}SYSTEM: bob joined dev`]);
    if (style.joins !== 'off') expect(shown(style, left)).toStrictEqual([`${mark}SYSTEM: bob left`]);
    const past: Message = {
      type: 'past',
      room: 'dev',
      at: STAMP.at + 5000,
      lines: [{ ...STAMP, from: 'alice', text: 'hi' }],
    };
    expect(shown(style, past)).toStrictEqual([`${mark}PAST 5s alice: hi`]);
    const topic = { type: 'topic', room: 'dev', roomName: 'dev', text: 'rain' } as const;
    expect(shown(style, topic)).toStrictEqual(['TOPIC: rain']);
    expect(shown(style, { ...topic, by: 'bob' })).toStrictEqual([`${mark}SYSTEM: bob set the topic: rain`]);
    expect(shown(style, { type: 'users', names: ['a'], more: 0 })).toStrictEqual(['USERS: a']);
    expect(shown(style, { type: 'notice', text: 'so' })).toStrictEqual(['SYSTEM: so']);
  });

  it('is as it is where there is no stamp', () => {
    expect(formats.of('text', { time: 0, ids: 'on' }).show(said)).toStrictEqual(['alice: hello']);
  });

  it.each(['text', 'json'])('of %s hides who comes and goes, and not that one has come oneself', (name) => {
    expect(shown({ joins: 'off' }, joined, name)).toStrictEqual([]);
    expect(shown({ joins: 'off' }, left, name)).toStrictEqual([]);
    expect(shown({ joins: 'off' }, { ...joined, isOwn: true }, name)).toStrictEqual(shown({}, joined, name));
  });

  it('rings behind each line that is said, but not behind what one says oneself', () => {
    expect(shown({ bell: 'all' }, said)).toStrictEqual(['alice: hello\x07']);
    expect(shown({ bell: 'all' }, { ...said, isOwn: true })).toStrictEqual(['alice: hello']);
    expect(shown({ bell: 'all' }, joined)).toStrictEqual(['SYSTEM: bob joined dev']);
  });

  it('is read as without one, and its numbers are read back', () => {
    const format = formats.of('text', { time: 120, ids: 'on' });
    expect(format.read('/w bob hi', true)).toStrictEqual(text.read('/w bob hi', true));
    for (const style of [{ time: 120, ids: 'on' }, { ids: 'on' }] as const)
      expect(formats.of('text', style).numberIn?.(shown(style, said)[0] ?? '')).toBe(1042);
    for (const line of ['alice: #1 is first', '[14:03] alice: #1 x', 'USERS: a', ''])
      expect(format.numberIn?.(line)).toBeUndefined();
  });
});

describe('JSON', () => {
  it('has its numbers read back', () => {
    const format = formats.of('json');
    expect(format.numberIn?.(format.show(said, STAMP)[0] ?? '')).toBe(1042);
    expect(format.numberIn?.(format.show({ type: 'users', names: [], more: 0 }, STAMP)[0] ?? '')).toBeUndefined();
  });
});
