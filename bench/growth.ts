import { svgOf } from '../testkit/svg';
import type { Sample } from './compare';
import { panelsChart } from './panels';
import { median } from './report';
import type { Subject } from './subjects';

const TITLE = 'One room as it grows, 16 lines in flight';

/** Deliveries a second and memory per client by the number of clients, as SVG. */
export function growthPlot(samples: readonly Sample[], subjects: readonly Subject[]): Promise<string> {
  const clients = Array.from(new Set(samples.map(({ measured }) => measured.clients)));
  const line = (subject: Subject, key: 'deliveriesPerSecond' | 'bytesPerClient', unit: number) => ({
    label: subject.name,
    points: clients.map((count) => {
      const of = samples.filter(({ measured, subject: name }) => measured.clients === count && name === subject.name);
      return [count, median(of.map(({ measured }) => measured[key])) / unit] as const;
    }),
  });
  const x = { title: 'clients in the room', log: true };
  const chart = panelsChart(TITLE, [
    {
      title: 'Deliveries a second',
      x,
      y: { title: 'millions', log: false },
      lines: subjects.map((subject) => line(subject, 'deliveriesPerSecond', 1e6)),
    },
    {
      title: 'Memory of the server for each client',
      x,
      y: { title: 'KiB', log: true },
      lines: subjects.map((subject) => line(subject, 'bytesPerClient', 1024)),
    },
  ]);
  return svgOf(TITLE, chart);
}
