import { types } from 'node:util';

/** What an error says, whatever was thrown; errors of another context, such as that of a module of Node.js, are errors too. */
export const messageOf = (error: unknown): string => (types.isNativeError(error) ? error.message : String(error));
