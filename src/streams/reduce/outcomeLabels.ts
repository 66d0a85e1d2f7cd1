import { OUTCOME_TYPES } from '../model/outcome';
import { COMMANDS } from './commands/commands';

/** All labels of outcomes in the metrics. */
export const OUTCOME_LABELS: readonly string[] = [...COMMANDS.map(({ label }) => label), ...OUTCOME_TYPES];
