import type { Reduced } from './reduced';
import type { Registry } from './registry';

/** The event loop is late: nobody is let in until it keeps up again, so that those who are in notice less of it. */
export function overload(registry: Registry, lag: number, at: number): Reduced {
  if (registry.busySince !== undefined) return [registry, { type: 'none' }];
  return [
    { ...registry, busySince: at },
    { type: 'overload', lag },
  ];
}

/** It keeps up again. */
export function recover(registry: Registry, at: number): Reduced {
  const { busySince } = registry;
  if (busySince === undefined) return [registry, { type: 'none' }];
  return [
    { ...registry, busySince: undefined },
    { type: 'recover', lasted: at - busySince },
  ];
}
