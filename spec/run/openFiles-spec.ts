import fs from 'node:fs';
import { openFilesLimit, quotasOf } from '../../src/run/openFiles';

describe('quotasOf', () => {
  it('has sockets for all connections and a thousand more where there is room, or no limit', () => {
    const all = { connections: 10_000, sockets: 11_000, metrics: 64 };
    for (const openFiles of [Infinity, 65_536, 20_000]) expect(quotasOf(openFiles, 10_000)).toEqual(all);
    expect(quotasOf(11_104, 10_000)).toEqual(all);
  });

  it('lets in fewer where there is none, and keeps sockets for the metrics and for telling others why', () => {
    expect(quotasOf(1024, 10_000)).toEqual({ connections: 828, sockets: 920, metrics: 64 });
    expect(quotasOf(256, 10_000)).toEqual({ connections: 170, sockets: 189, metrics: 27 });
    expect(quotasOf(64, 10_000)).toEqual({ connections: 18, sockets: 20, metrics: 4 });
  });

  it('lets in no more than are wanted', () => {
    expect(quotasOf(1024, 5)).toEqual({ connections: 5, sockets: 920, metrics: 64 });
    expect(quotasOf(65_536, 1)).toEqual({ connections: 1, sockets: 1001, metrics: 64 });
  });

  it('never shares out more than there is, and always lets somebody in', () => {
    for (let openFiles = 48; openFiles < 15_000; openFiles += 7) {
      const { connections, sockets, metrics } = quotasOf(openFiles, 10_000);
      expect(sockets + metrics).toBeLessThanOrEqual(openFiles - 40);
      expect(connections).toBeLessThan(sockets);
      expect(Math.min(connections, metrics)).toBeGreaterThan(0);
    }
    expect(quotasOf(0, 10_000).connections).toBeGreaterThan(0);
  });
});

describe('openFilesLimit', () => {
  const line = (limit: string): string =>
    `Max processes  1  1  processes\nMax open files            ${limit}  524288  files\n`;

  it('is the soft limit that Linux tells', () => {
    expect(openFilesLimit(line('1024'))).toBe(1024);
  });

  it('is no limit where none is told', () => {
    expect(openFilesLimit(line('unlimited'))).toBe(Infinity);
    expect(openFilesLimit('')).toBe(Infinity);
  });

  describe('of this process', () => {
    const { userLimits } = process.report.getReport() as { userLimits: { open_files: { soft: number | 'unlimited' } } };
    const { soft } = userLimits.open_files;
    const limit = soft === 'unlimited' ? Infinity : soft;
    afterEach(() => {
      jest.restoreAllMocks();
    });

    it('is the one that Node.js reports', () => {
      expect(openFilesLimit()).toBe(limit);
    });

    it('is the same without /proc, as on macOS', () => {
      jest.spyOn(fs, 'readFileSync').mockImplementation(() => {
        throw new Error('ENOENT');
      });
      expect(openFilesLimit()).toBe(limit);
    });

    it('is none where Node.js reports none, as on Windows', () => {
      jest.spyOn(fs, 'readFileSync').mockImplementation(() => {
        throw new Error('ENOENT');
      });
      jest.spyOn(process.report, 'getReport').mockReturnValue({});
      expect(openFilesLimit()).toBe(Infinity);
    });
  });
});
