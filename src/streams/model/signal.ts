/**
 * What a person asks for by a key or a command of telnet instead of a line: to get out (Ctrl-C, Ctrl-D), or for a sign of
 * life (`ARE YOU THERE`).
 */
export type Signal = 'interrupt' | 'are_you_there';
