import { Lifecycle } from '../../src/run/lifecycle';

describe('Lifecycle', () => {
  it('is unready for what it is paused by, until that is over', () => {
    const lifecycle = new Lifecycle();
    expect(lifecycle.unready).toBe('starting');
    lifecycle.enter('ready');
    expect(lifecycle.unready).toBeUndefined();
    lifecycle.pauseBy('cut off');
    expect(lifecycle.unready).toBe('cut off');
    lifecycle.pauseBy(undefined);
    expect(lifecycle.unready).toBeUndefined();
  });

  it('stays unready when it restarts, whatever it is paused by meanwhile', () => {
    const lifecycle = new Lifecycle();
    lifecycle.enter('ready');
    lifecycle.enter('restarting');
    for (const reason of ['cut off', undefined]) {
      lifecycle.pauseBy(reason);
      expect(lifecycle.unready).toBe('restarting');
    }
  });

  it('stays failed', async () => {
    const lifecycle = new Lifecycle();
    lifecycle.enter('ready');
    lifecycle.fail(new Error('a defect'));
    lifecycle.enter('restarting');
    lifecycle.enter('stopping');
    expect(lifecycle.unready).toBe('failed');
    await expect(lifecycle.failed).rejects.toThrow('a defect');
  });
});
