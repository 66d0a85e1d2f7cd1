import type { Reduced } from './reduced';
import type { Registry } from './registry';

/** The event loop lags: new clients are rejected until it recovers, to keep the latency of the connected ones low. */
export function overload(registry: Registry, lag: number, at: number): Reduced {
  if (registry.busySince !== undefined) return [registry, { type: 'none' }];
  return [
    { ...registry, busySince: at },
    { type: 'overload', lag },
  ];
}

/** The event loop has recovered: clients are admitted again. */
export function recover(registry: Registry, at: number): Reduced {
  const { busySince } = registry;
  if (busySince === undefined) return [registry, { type: 'none' }];
  return [
    { ...registry, busySince: undefined },
    { type: 'recover', lasted: at - busySince },
  ];
}
