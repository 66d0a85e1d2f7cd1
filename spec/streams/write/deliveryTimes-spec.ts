import { type Delivery, send, sendRoom, sendRoomDeferrable } from '../../../src/streams/model/delivery';
import { DeliveryTimes } from '../../../src/streams/write/deliveryTimes';

const hello = sendRoom('dev', { type: 'notice', text: 'hello' });
const joined = sendRoomDeferrable('dev', { type: 'notice', text: 'alice joined' });
const answer = send(1, { type: 'notice', text: 'an answer' });

let time = 0;
const observed: number[] = [];
let times: DeliveryTimes;
const note = (deliveries: readonly Delivery[]): readonly Delivery[] => times.noted(() => deliveries)(undefined);
beforeEach(() => {
  time = 1000;
  observed.length = 0;
  times = new DeliveryTimes(
    () => time,
    (ms) => observed.push(ms),
  );
});

describe('DeliveryTimes', () => {
  it('keeps the time of the first thing that is said in a turn', () => {
    note([hello]);
    time = 1005;
    note([answer, hello]);
    expect([times.take(), times.take()]).toEqual([1000, undefined]);
  });

  it.each([
    ['nothing', []],
    ['who comes and goes, which may be deferred', [joined]],
    ['answers', [answer]],
  ])('does not measure %s', (_, deliveries) => {
    expect(note(deliveries)).toBe(deliveries);
    expect(times.take()).toBeUndefined();
  });

  it('observes how long ago it was when all have it', () => {
    note([hello]);
    const since = times.take()!;
    time = 1007;
    times.delivered(since);
    expect(observed).toEqual([7]);
  });
});
