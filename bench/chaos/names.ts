/** The rooms that hostile clients go to. The first is the one in which the floods are; none is the honest group's own. */
export const PIT = 'pit';
export const ROOMS = [PIT, 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9'] as const;

/** The room of that half of the honest group that is among itself; the other half is in the lobby. */
export const HOME = 'home';

/** How many honest clients there are. */
export const HONEST = 40;

export const honestName = (index: number): string => `h${String(index).padStart(2, '0')}`;

/** Those who never read. */
export const deafName = (index: number): string => `deaf-${index}`;

/** The kind of those who read slowly all the time. */
export const STEADY_KIND = 'trickle';
