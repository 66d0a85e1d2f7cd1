import { randomBytes } from 'node:crypto';

/**
 * An epoch for a new journal, by which the ids of its events differ from those of every other.
 *
 * @returns four hexadecimal digits: ids are copied by people, and only journals of one server are ever mistaken for each other
 */
export const newEpoch = (): string => randomBytes(2).toString('hex');
