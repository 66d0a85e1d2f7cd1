import { shown } from './cases';
import type { Sample } from './compare';
import { plot } from './plot';
import { median } from './report';
import type { Subject } from './subjects';

/** Deliveries a second and memory per client by the number of clients, as SVG. */
export function growthPlot(samples: readonly Sample[], subjects: readonly Subject[]): string {
  const clients = Array.from(new Set(samples.map(({ measured }) => measured.clients)));
  const line = (subject: Subject, key: 'deliveriesPerSecond' | 'bytesPerClient', unit: number) => ({
    label: subject.name,
    points: clients.map((count) => {
      const of = samples.filter(({ measured, subject: name }) => measured.clients === count && name === subject.name);
      return [count, median(of.map(({ measured }) => measured[key])) / unit] as const;
    }),
  });
  const x = { title: 'clients in the room', log: true, show: shown };
  return plot('One room as it grows, 16 lines in flight', [
    {
      title: 'Deliveries a second',
      x,
      y: { title: 'millions', log: false, show: String },
      lines: subjects.map((subject) => line(subject, 'deliveriesPerSecond', 1e6)),
    },
    {
      title: 'Memory of the server for each client that has joined',
      x,
      y: { title: 'KiB', log: true, show: String },
      lines: subjects.map((subject) => line(subject, 'bytesPerClient', 1024)),
    },
  ]);
}
