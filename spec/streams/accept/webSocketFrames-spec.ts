import { closeFrame, frameOf, OPCODE, SharedFrames } from '../../../src/streams/accept/webSocketFrames';

describe('a frame of the server', () => {
  it.each([
    [0, [0x81, 0]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [65_535, [0x81, 126, 255, 255]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])('with %d bytes is whole, without a mask, and has the shortest length', (length, head) => {
    const payload = Buffer.alloc(length, 'x');
    expect(frameOf(OPCODE.text, payload)).toEqual(Buffer.concat([Buffer.from(head), payload]));
  });

  it('says why it closes by a code and a word', () => {
    expect(closeFrame(1001, 'shutdown')).toEqual(Buffer.from('\x88\x0a\x03\xe9shutdown', 'latin1'));
  });
});

describe('SharedFrames', () => {
  it('leaves out the newline behind the last line, and nothing else', () => {
    const lines = Buffer.from('one\ntwo\n');
    expect(new SharedFrames().of(lines)).toEqual(Buffer.from('\x81\x07one\ntwo', 'latin1'));
    expect(lines.toString()).toBe('one\ntwo\n');
  });

  it('makes one frame of the same lines, for all who receive them', () => {
    const frames = new SharedFrames();
    const [a, b] = [Buffer.from('hello\n'), Buffer.from('hello\n')];
    expect(frames.of(a)).toBe(frames.of(a));
    expect(frames.of(b)).not.toBe(frames.of(a));
  });
});
