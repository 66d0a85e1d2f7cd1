import type { Connection } from '../model/connection';
import type { Sink } from './sink';

/** A client's connection as its transport makes it: the source for the chat, and the sink for the driver. */
export type ClientConnection = Connection & Sink;
