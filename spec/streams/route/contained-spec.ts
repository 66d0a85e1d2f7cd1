import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import { type Delivery, end, send } from '../../../src/streams/model/delivery';
import type { ConnectionId } from '../../../src/streams/model/ids';
import type { Outcome } from '../../../src/streams/model/outcome';
import { EMPTY_REGISTRY } from '../../../src/streams/reduce/registry';
import type { Transition } from '../../../src/streams/reduce/transitions';
import { contained } from '../../../src/streams/route/contained';
import { connects, disconnects, NONE, sends, SHUTS_DOWN, TICKS } from '../../helpers/history';

const defect = new Error('a defect');
const fails = (): never => {
  throw defect;
};

const stepOf = (event: ChatEvent, outcome: Outcome = NONE): Transition => ({
  registry: EMPTY_REGISTRY,
  recorded: { seq: 1, at: 0, event },
  outcome,
});

/** What is delivered, what is reported and what is recorded for a step. */
function seenOf(
  route: (step: Transition) => readonly Delivery[],
  step: Transition,
): { deliveries: readonly Delivery[]; failures: [unknown, ConnectionId | undefined][]; appended: ChatEvent[] } {
  const failures: [unknown, ConnectionId | undefined][] = [];
  const appended: ChatEvent[] = [];
  const safely = contained(route, {
    failed: (error, client) => failures.push([error, client]),
    append: (event) => appended.push(event),
  });
  return { deliveries: safely(step), failures, appended };
}

describe('contained', () => {
  it('changes nothing if nothing fails', () => {
    const deliveries = [send(1, { type: 'notice', text: 'hi' })];
    expect(seenOf(() => deliveries, stepOf(sends(1, 'hi')))).toEqual({ deliveries, failures: [], appended: [] });
  });

  it.each([
    ['that cannot be routed', fails, stepOf(sends(7, 'hi'))],
    ['that could not be reduced', () => [], stepOf(sends(7, 'hi'), { type: 'defect', error: defect })],
    ['that is a connection', fails, stepOf(connects(7))],
  ])('disconnects the client of an event %s, and reports the error once', (_, route, step) => {
    expect(seenOf(route, step)).toEqual({
      deliveries: [end(7, 'internal_error')],
      failures: [[defect, 7]],
      appended: [disconnects(7, 'internal_error')],
    });
  });

  it.each([
    ['routed', fails, stepOf(disconnects(7, 'internal_error'))],
    ['reduced', () => [], stepOf(disconnects(7, 'internal_error'), { type: 'defect', error: defect })],
  ])('does not try it again if the disconnection cannot be %s', (_, route, step) => {
    expect(seenOf(route, step)).toEqual({
      deliveries: [end(7, 'internal_error')],
      failures: [[defect, 7]],
      appended: [],
    });
  });

  it.each([
    ['ticked', TICKS],
    ['shutdownRequested', SHUTS_DOWN],
  ])("passes over %s, which is no client's event", (_, event) => {
    expect(seenOf(fails, stepOf(event))).toEqual({ deliveries: [], failures: [[defect, undefined]], appended: [] });
  });
});
