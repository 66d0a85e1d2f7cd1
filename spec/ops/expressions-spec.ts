import { matchersIn, metricOf, namesIn } from '../../ops/verify/expressions';

describe('namesIn', () => {
  it('finds metrics and recorded series, each once', () => {
    expect(namesIn('rate(chat_a_total[5m]) / (rate(chat_a_total[1m]) + instance:chat_b:rate1m)')).toStrictEqual([
      'chat_a_total',
      'instance:chat_b:rate1m',
    ]);
  });

  it('finds none in what labels are compared with', () => {
    expect(namesIn('up{job="chat_x"} > 0')).toStrictEqual([]);
  });

  it('finds those of Node.js and of the process', () => {
    expect(namesIn('nodejs_heap_size_used_bytes{job=~"$job"} > process_resident_memory_bytes')).toStrictEqual([
      'nodejs_heap_size_used_bytes',
      'process_resident_memory_bytes',
    ]);
  });
});

describe('matchersIn', () => {
  it('finds every condition with its operator', () => {
    expect(matchersIn('a{x="1", y!="2"} + b{z=~"3|4", w!~"5"} + c')).toStrictEqual([
      { name: 'a', label: 'x', operator: '=', value: '1' },
      { name: 'a', label: 'y', operator: '!=', value: '2' },
      { name: 'b', label: 'z', operator: '=~', value: '3|4' },
      { name: 'b', label: 'w', operator: '!~', value: '5' },
    ]);
  });
});

describe('metricOf', () => {
  it.each([
    ['chat_flush_seconds_bucket', 'chat_flush_seconds'],
    ['chat_flush_seconds_sum', 'chat_flush_seconds'],
    ['chat_flush_seconds_count', 'chat_flush_seconds'],
    ['chat_lines_written_total', 'chat_lines_written_total'],
  ])('of %s is %s', (series, metric) => {
    expect(metricOf(series)).toBe(metric);
  });
});
