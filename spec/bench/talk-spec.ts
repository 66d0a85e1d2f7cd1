import { Crowd } from '../../bench/load/crowd';
import type { Figures, Joined, Progress, TalkPlan, Transport } from '../../bench/load/plan';
import { Talk } from '../../bench/load/talk';
import { TestServer } from '../helpers/testServer';
import { type Fault, FaultyServer } from './faultyServer';

const SIZE = 64;
const BRIEFLY: TalkPlan = { senders: 1, window: 4, rate: 0, size: SIZE, whisper: 0, warm: 0.05, seconds: 0.2 };

describe('the load', () => {
  let crowd: Crowd;
  let progress: Progress[];

  const tell = (step: Progress): void => void progress.push(step);
  const gather = (port: number, clients: number, stalled = 0, transport: Transport = 'tcp'): Promise<Joined> => {
    progress = [];
    const rest = { host: '127.0.0.1', port, pid: process.pid, transport, joinWindow: 4, settle: 0 };
    crowd = new Crowd({ ...rest, clients, stalled });
    return crowd.join(SIZE, tell);
  };
  const talk = (plan: Partial<TalkPlan> = {}): Promise<Figures> => new Talk(crowd, { ...BRIEFLY, ...plan }, tell).run();

  afterEach(() => {
    crowd.cut();
  });

  describe('beside a server that does what it should', () => {
    it('joins, and is told of everybody who joins', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      const joined = await gather(server.port, 20);
      expect(joined).toMatchObject({ clients: 20, untoldBytes: 0 });
      expect(joined.toldSeconds).toBeGreaterThanOrEqual(joined.joinSeconds);
      expect(await server.metric('chat_named_clients')).toBe(20);
    });

    it.each([1, 16, 256])('sees nothing lost and nothing reordered with %i lines in flight', async (window) => {
      const server = await TestServer.start({ lineRate: 0 });
      await gather(server.port, 10);
      const figures = await talk({ senders: 5, window });
      expect(figures).toMatchObject({ lost: 0, reordered: 0, closed: 0 });
      expect(figures.deliveriesPerSecond).toBeGreaterThan(0);
      expect(figures.p50).toBeGreaterThan(0);
      expect(figures.p99).toBeGreaterThanOrEqual(figures.p50);
      expect(figures.max).toBeGreaterThanOrEqual(figures.p999);
    });

    it('sees nothing lost and nothing reordered over WebSockets', async () => {
      const server = await TestServer.start({ lineRate: 0, greetingDelay: 10_000 });
      await gather(server.port, 10, 0, 'ws');
      expect(await talk({ senders: 5, window: 64 })).toMatchObject({ lost: 0, reordered: 0, closed: 0 });
      expect(await server.metric('chat_websocket_handshakes_total{result="opened"}')).toBe(10);
    });

    it('has as many lines in flight as it was told to, and less than one more', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      await gather(server.port, 10);
      let said = 0;
      const inFlight: number[] = [];
      const [speaker] = crowd.clients;
      const say = speaker!.say.bind(speaker);
      jest.spyOn(speaker!, 'say').mockImplementation((text) => {
        said += text.split('\n').length - 1;
        inFlight.push(said - crowd.clients.reduce((sum, { marks }) => sum + marks, 0) / 10);
        say(text);
      });
      await talk({ window: 7 });
      expect(inFlight.length).toBeGreaterThan(1);
      expect(Math.max(...inFlight)).toBeGreaterThanOrEqual(7);
      expect(Math.max(...inFlight)).toBeLessThan(8);
    });

    it('counts whispers at both ends', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      await gather(server.port, 10);
      const figures = await talk({ senders: 5, window: 16, whisper: 50 });
      expect(figures).toMatchObject({ lost: 0, reordered: 0 });
      const [whispers, said] = await Promise.all(
        ['whisper', 'broadcast'].map((type) => server.metric(`chat_messages_total{type="${type}"}`)),
      );
      const share = whispers! / (whispers! + said!);
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(0.7);
    });

    it('waits for nobody who does not read', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      await gather(server.port, 10, 3);
      const before = crowd.clients.slice(7).map(({ marks }) => marks);
      expect(await talk({ senders: 5 })).toMatchObject({ lost: 0, reordered: 0, closed: 0 });
      expect(crowd.clients.slice(7).map(({ marks }) => marks)).toStrictEqual(before);
    });

    it('offers the rate that it was told to, whatever comes back', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      await gather(server.port, 5);
      const figures = await talk({ rate: 200, seconds: 0.5 });
      expect(figures).toMatchObject({ lost: 0, reordered: 0 });
      expect(figures.linesPerSecond / 200).toBeCloseTo(1, 0);
    });

    it('can talk more than once', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      await gather(server.port, 5);
      expect(await talk()).toMatchObject({ lost: 0, reordered: 0 });
      expect(await talk({ rate: 100 })).toMatchObject({ lost: 0, reordered: 0 });
      expect(await talk()).toMatchObject({ lost: 0, reordered: 0 });
    });

    it('says who could not connect, and why', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      const { port } = server;
      await server.stop();
      await expect(gather(port, 3)).rejects.toThrow(/^u\d could not join: .*ECONNREFUSED/);
    });

    it('says how far it has come', async () => {
      const server = await TestServer.start({ lineRate: 0 });
      await gather(server.port, 5);
      await talk({ warm: 0.3, seconds: 0.6 });
      const phases = progress.map(({ phase }) => phase).filter((phase) => phase !== 'joining'); // said if that takes long
      expect(Array.from(new Set(phases))).toStrictEqual(['settling', 'warming up', 'measuring']);
      expect(progress.at(-1)!.deliveriesPerSecond).toBeGreaterThan(0);
    });
  });

  describe('beside a server that does something wrong', () => {
    let server: FaultyServer;

    const faulty = async (fault: Fault): Promise<number> => {
      server = new FaultyServer(fault);
      return server.listen();
    };

    afterEach(() => server.close());

    it('finds nothing where nothing is wrong', async () => {
      await gather(await faulty({}), 3);
      expect(await talk()).toMatchObject({ lost: 0, reordered: 0, closed: 0 });
    });

    it('sees each line that is lost, and goes on', async () => {
      await gather(await faulty({ copies: (line) => (line === 5 || line === 9 ? 0 : 1) }), 3);
      const figures = await talk();
      expect(figures).toMatchObject({ lost: 2, reordered: 0, closed: 0 });
      expect(figures.linesPerSecond).toBeGreaterThan(10);
    });

    it('sees each line that comes twice', async () => {
      await gather(await faulty({ copies: (line) => (line === 5 ? 2 : 1) }), 3);
      expect(await talk()).toMatchObject({ lost: 0, reordered: 1 });
    });

    it('sees each line that comes after a later one', async () => {
      await gather(await faulty({ swapped: (line) => line === 6 }), 3);
      expect(await talk()).toMatchObject({ reordered: 1 });
    });

    it('sees each connection that the server ends', async () => {
      await gather(await faulty({ cutAt: 12 }), 3);
      const figures = await talk();
      expect(figures.closed).toBe(1);
      expect(figures.lost).toBeGreaterThan(0);
    });

    it('says who was refused, and why', async () => {
      const port = await faulty({ refusal: 'ERR server_full\n' });
      await expect(gather(port, 3)).rejects.toThrow('u1 could not join: ERR server_full');
    });
  });
});
