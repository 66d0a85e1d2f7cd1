/** What becomes of a line that comes too fast. */
export type Pace = 'refuse' | 'wait';

/** What a client has chosen by `/set`, as long as its session lasts; what is missing is as it is for everybody. */
export interface Preferences {
  /** Lines begin with the time in this zone, in minutes east of UTC. */
  readonly time?: number;
  /** Lines begin with the number of their event. */
  readonly ids?: 'on';
  /** It does not receive who else comes and goes. */
  readonly joins?: 'off';
  /** Lines ring the bell: those that name it, or all. Whispers do in both cases. */
  readonly bell?: 'name' | 'all';
  /** Lines that come too fast wait, and are not refused. */
  readonly pace?: 'wait';
}

/** The part of them by which all that a room is sent is shown in another way: those with the same style share the bytes. */
export interface Style {
  readonly time?: number;
  readonly ids?: 'on';
  readonly joins?: 'off';
  readonly bell?: 'all';
}

/** The style of preferences; `undefined` if they leave it as it is for everybody. */
export function styleOf({ time, ids, joins, bell }: Preferences): Style | undefined {
  if (time === undefined && ids === undefined && joins === undefined && bell !== 'all') return undefined;
  return {
    ...(time !== undefined && { time }),
    ...(ids !== undefined && { ids }),
    ...(joins !== undefined && { joins }),
    ...(bell === 'all' && { bell }),
  };
}
