import { send } from '../../../src/streams/model/delivery';
import { Activity, observed } from '../../../src/streams/route/observed';
import { route } from '../../../src/streams/route/route';
import { arrives, disconnects, History, sends } from '../../helpers/history';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { Delivery } from '../../../src/streams/model/delivery';

/** A chat of which it is known who sent a line when. */
class Observed {
  private readonly history = new History();
  private readonly deliveriesOf = observed(route, new Activity());
  private at = 0;

  /** What is delivered for the last of these events, so many milliseconds after those before. */
  after(ms: number, ...events: ChatEvent[]): readonly unknown[] {
    this.at += ms;
    this.history.wait(ms);
    let deliveries: readonly unknown[] = [];
    for (const event of events) {
      const outcome = this.history.add(event);
      const recorded = { seq: 1, at: this.at, event };
      deliveries = this.deliveriesOf({ registry: this.history.registry, recorded, outcome });
    }
    return deliveries;
  }
}

const who = (idle: number, here: number, more = {}): Delivery =>
  send(1, { type: 'who', name: 'Bob', room: 'lobby', here, behind: 0, ...more, idle });

describe('/who', () => {
  it('says since when somebody is here and has said nothing', () => {
    const chat = new Observed();
    chat.after(0, ...arrives(1, 'Alice'), ...arrives(2, 'Bob'));
    expect(chat.after(5000, sends(1, '/who bob'))).toStrictEqual([who(5000, 5000)]);
    chat.after(1000, sends(2, 'hi'));
    expect(chat.after(2000, sends(1, '/whois BOB'))).toStrictEqual([who(2000, 8000)]);
    chat.after(0, sends(2, '/away lunch'));
    expect(chat.after(1, sends(1, '/who bob'))).toStrictEqual([who(1, 8001, { away: 'lunch' })]);
  });

  it('counts what one has said before, if one asks for oneself', () => {
    const chat = new Observed();
    chat.after(0, ...arrives(2, 'Bob'));
    expect(chat.after(3000, sends(2, '/who bob'))).toMatchObject([{ client: 2, message: { idle: 3000, here: 3000 } }]);
    expect(chat.after(500, sends(2, '/who bob'))).toMatchObject([{ client: 2, message: { idle: 500, here: 3500 } }]);
  });

  it('begins anew for one that comes back', () => {
    const chat = new Observed();
    chat.after(0, ...arrives(1, 'Alice'), ...arrives(2, 'Bob'));
    chat.after(9000, disconnects(2), ...arrives(2, 'Bob'));
    expect(chat.after(0, sends(1, '/who bob'))).toStrictEqual([who(0, 0)]);
  });

  it('changes no other deliveries', () => {
    const chat = new Observed();
    chat.after(0, ...arrives(1, 'Alice'));
    expect(chat.after(0, sends(1, 'hello'))).toHaveLength(1);
    expect(chat.after(0, sends(1, '/history'))).toMatchObject([{ type: 'sendPast' }]);
  });
});
