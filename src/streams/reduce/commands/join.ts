import { nameFault, readings } from '../lookAlikes';
import { nameKey, parseRoomName } from '../names';
import { type Command, refused } from './command';
import { move } from './move';

/** `/join dev`: to another room, which is opened under the name as typed if it does not exist. */
export const join: Command = {
  label: 'join',
  words: ['join'],
  isBasic: true,
  help: [{ syntax: '/join ROOM', does: 'go to a room, or open it', answer: '`SYSTEM: alice joined dev`' }],
  refusals: ['room_invalid'],
  run(asked) {
    const roomName = parseRoomName(asked.rest);
    if (roomName === undefined) return refused('room_invalid');
    const { rooms, roomReadings } = asked.registry;
    if (rooms.has(nameKey(roomName))) return move(asked, roomName);
    const fault = nameFault(roomName, readings(roomName), (reading) => rooms.has(reading) || roomReadings.has(reading));
    return fault ? { type: 'refused', code: 'room_invalid', fault } : move(asked, roomName);
  },
};
