import { FOREIGN_PROTOCOLS } from '../model/foreignProtocol';
import { LINE_FAULTS, REJECTIONS, REQUEST_FAULTS } from '../model/refusal';
import { COMMANDS } from './commands/commands';

/** All codes of the line `ERR code`, each once, whatever commands refuse with it; each is also a label of the metrics. */
export const REFUSALS: readonly string[] = Array.from(
  new Set([...REQUEST_FAULTS, ...COMMANDS.flatMap(({ refusals = [] }) => refusals), ...LINE_FAULTS, ...REJECTIONS]),
);

/** All values of a refusal's label in the metrics: a protocol that is not served here is refused too. */
export const REFUSAL_REASONS: readonly string[] = [...REFUSALS, ...FOREIGN_PROTOCOLS];
