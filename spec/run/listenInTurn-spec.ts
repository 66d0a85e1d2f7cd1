import type { AddressInfo } from 'node:net';
import { type Listener, listenInTurn, nextPorts } from '../../src/run/listenInTurn';
import { HttpListener } from '../../src/run/httpListener';
import { TcpListener } from '../../src/streams/accept/tcpListener';

const fails = (code: string, port = 0): Error => Object.assign(new Error(code), { code, port });

/** A listener that cannot listen at these places, with the codes of the errors; and what was tried. */
function listenerWithout(places: Readonly<Record<string, string>>): Listener & { readonly tried: string[] } {
  const tried: string[] = [];
  return {
    tried,
    listen: (host, port): Promise<AddressInfo> => {
      const place = `${host} ${port}`;
      tried.push(place);
      const code = places[place];
      return code === undefined
        ? Promise.resolve({ address: host, port, family: host.includes(':') ? 'IPv6' : 'IPv4' })
        : Promise.reject(fails(code, port));
    },
  };
}

describe('nextPorts', () => {
  it('are the twenty ports after a port, as far as there are any', () => {
    expect(nextPorts(5000)).toEqual(Array.from({ length: 20 }, (_, index) => 5001 + index));
    expect(nextPorts(65_533)).toEqual([65_534, 65_535]);
    expect(nextPorts(65_535)).toEqual([]);
  });
});

describe('listenInTurn', () => {
  it('takes the port itself if it is free', async () => {
    const listener = listenerWithout({});
    expect(await listenInTurn(listener, '::', 5000, [5001])).toMatchObject({ address: '::', port: 5000 });
    expect(listener.tried).toEqual([':: 5000']);
  });

  it('takes the first of the others that is free', async () => {
    const listener = listenerWithout({ ':: 5000': 'EADDRINUSE', ':: 5001': 'EADDRINUSE' });
    expect(await listenInTurn(listener, '::', 5000, [5001, 5002, 5003])).toMatchObject({ port: 5002 });
  });

  it('fails with the error of the port itself if none is free, and if there are no others', async () => {
    const listener = listenerWithout({ 'a 5000': 'EADDRINUSE', 'a 5001': 'EADDRINUSE' });
    await expect(listenInTurn(listener, 'a', 5000, [5001])).rejects.toMatchObject({ code: 'EADDRINUSE', port: 5000 });
    await expect(listenInTurn(listener, 'a', 5000, [])).rejects.toMatchObject({ code: 'EADDRINUSE', port: 5000 });
  });

  it('fails at once with any other error', async () => {
    const listener = listenerWithout({ 'a 80': 'EACCES' });
    await expect(listenInTurn(listener, 'a', 80, [81])).rejects.toMatchObject({ code: 'EACCES' });
    expect(listener.tried).toEqual(['a 80']);
  });

  it.each(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])('listens on all of IPv4 where :: fails with %s', async (code) => {
    const listener = listenerWithout({
      ':: 5000': code,
      ':: 5001': code,
      '0.0.0.0 5000': 'EADDRINUSE',
      '::1 5000': code,
    });
    expect(await listenInTurn(listener, '::', 5000, [5001])).toMatchObject({ address: '0.0.0.0', port: 5001 });
    await expect(listenInTurn(listener, '::1', 5000, [5001])).rejects.toMatchObject({ code });
  });

  it.each([
    ['TcpListener', () => new TcpListener(10)],
    ['HttpListener', () => new HttpListener(10)],
  ])('has a real %s listen on the next port when the first is in use', async (_, newListener) => {
    const [first, second] = [newListener(), newListener()];
    try {
      const { port } = await first.listen('127.0.0.1', 0);
      const taken = await listenInTurn(second, '127.0.0.1', port, [0]);
      expect(taken.port).toBeGreaterThan(0);
      expect(taken.port).not.toBe(port);
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  });
});
