import fc from 'fast-check';
import { fromBytes, type NodeMessage, toBytes } from '../../../src/streams/journal/nodeMessage';

const node = fc.string();
const count = fc.nat();
const anyMessage: fc.Arbitrary<NodeMessage> = fc.oneof(
  fc.record({
    type: fc.constant('join' as const),
    node,
    nonce: fc.string(),
    replaces: count,
    fold: fc.string(),
    version: fc.string(),
  }),
  fc.record({
    type: fc.constant('events' as const),
    node,
    epoch: count,
    first: count,
    events: fc.array(fc.jsonValue()),
  }),
  fc.record({ type: fc.constant('leave' as const), node, epoch: count, first: count }),
);

describe('nodeMessage', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const written =
          message.type === 'events' ? { ...message, events: message.events.map((e) => JSON.stringify(e)) } : message;
        expect(fromBytes(toBytes(written))).toEqual(JSON.parse(JSON.stringify(message)));
      }),
    );
  });

  it('is nothing if another node has written it than the one that it is of', () => {
    fc.assert(
      fc.property(anyMessage, node, (message, writer) => {
        const bytes = Buffer.from(JSON.stringify(message));
        expect(fromBytes(bytes, message.node)).toEqual(JSON.parse(bytes.toString()));
        expect(fromBytes(bytes, writer) === undefined).toBe(writer !== message.node);
      }),
    );
  });

  it('is nothing if the bytes are not one, whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => fromBytes(bytes) === undefined));
    fc.assert(fc.property(fc.jsonValue(), (value) => fromBytes(Buffer.from(JSON.stringify(value))) === undefined));
  });

  it.each([
    ['{"type":"join","node":"a","nonce":"n","replaces":-1,"fold":"1","version":"1"}'],
    ['{"type":"join","node":"a","replaces":0,"fold":"1","version":"1"}'],
    ['{"type":"join","node":"a","nonce":"n","replaces":0,"fold":"1"}'],
    ['{"type":"events","node":"a","epoch":1,"first":1}'],
    ['{"type":"events","node":1,"epoch":1,"first":1,"events":[]}'],
    ['{"type":"leave","node":"a","epoch":1.5,"first":1}'],
    ['{"type":"other","node":"a","epoch":1,"first":1}'],
  ])('is nothing: %s', (text) => {
    expect(fromBytes(Buffer.from(text))).toBeUndefined();
  });
});
