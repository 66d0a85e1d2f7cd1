import { patient } from '../../testkit/patience';

describe('patient', () => {
  it.each([
    { factor: '', time: 100 },
    { factor: '4', time: 400 },
    { factor: '0.5', time: 50 },
  ])('makes $time ms of 100 ms with PATIENCE=$factor', ({ factor, time }) => {
    expect(patient(100, factor)).toBe(time);
  });

  it.each(['0', '-1', 'much', 'Infinity'])('refuses PATIENCE=%s', (factor) => {
    expect(() => patient(100, factor)).toThrow(`PATIENCE is a positive number, not "${factor}"`);
  });

  it('takes the factor from the environment', () => {
    const before = process.env['PATIENCE'];
    process.env['PATIENCE'] = '3';
    try {
      expect(patient(100)).toBe(300);
    } finally {
      if (before === undefined) delete process.env['PATIENCE'];
      else process.env['PATIENCE'] = before;
    }
  });
});
