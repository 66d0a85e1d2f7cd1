/** Names a connection for as long as the server runs; never used twice. */
export type ConnectionId = number;

/** A name as it is compared: two names with one key are the same name. */
export type NameKey = string;
