import type { ReportEvent } from '../model/chatEvent';
import type { Reduced } from './reduced';
import type { Client, Registry } from './registry';

/** What one who whispers receives when that does not come to its receiver. */
export const droppedReceipt = (to: string): string => `your whisper to ${to} was dropped`;

/**
 * Takes a report of what became of output: a client misses lines or has caught up, or a whisper waits or is dropped.
 *
 * @param registry the registry
 * @param client whose output it is, or who whispered
 * @param event the report
 * @returns the registry after it and what came of it
 */
export function takeReport(registry: Registry, client: Client, event: ReportEvent): Reduced {
  const { overflowing } = registry;
  switch (event.type) {
    case 'overflowed':
      return withOverflowing(registry, client, overflowing.add(client.id));
    case 'caughtUp':
      return withOverflowing(registry, client, overflowing.delete(client.id));
    case 'whisperDelayed': {
      const { to, lines } = event;
      const text = `${to} is slow, ${String(lines)} ${lines === 1 ? 'line waits' : 'lines wait'} before yours`;
      return [registry, { type: 'receipt', client: client.id, text }];
    }
    case 'whisperDropped':
      return [registry, { type: 'receipt', client: client.id, text: droppedReceipt(event.to) }];
  }
}

function withOverflowing(registry: Registry, { id }: Client, overflowing: Registry['overflowing']): Reduced {
  if (overflowing === registry.overflowing) return [registry, { type: 'none' }];
  return [
    { ...registry, overflowing },
    { type: 'overflow', client: id },
  ];
}
