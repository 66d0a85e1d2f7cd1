/** Why a connection is not let in, or not kept; each is a line `ERR code`. */
export const REJECTIONS = [
  'registration_timeout',
  'idle_timeout',
  'server_full',
  'server_busy',
  'too_many_connections',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Why a line is refused whatever it says; each is a line `ERR code`. */
export const LINE_FAULTS = ['invalid_utf8', 'line_too_long', 'message_too_long', 'rate_limited'] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

/** Why a name is refused, and a word behind a slash. Commands have further codes of their own, in their files. */
export const REQUEST_FAULTS = ['username_taken', 'username_invalid', 'unknown_command'] as const;

/** What is wrong with a name that is well-formed: a reader may take it for another. */
export type NameFault = 'mixed_scripts' | 'like_reserved' | 'like_one_in_use';
