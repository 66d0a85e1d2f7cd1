import type { Socket } from 'node:net';

/** The callbacks for the events of a socket. */
export interface SocketObserver {
  onData(bytes: Buffer): void;
  /** The client has ended its side. */
  onEnd(): void;
  onDrain(): void;
  onError(error: Error): void;
  onClose(): void;
}

/**
 * The observer is a property of the socket, so all sockets share the same listeners. That saves five closures per
 * client.
 */
interface ObservedSocket extends Socket {
  [OBSERVER]: SocketObserver;
}
const OBSERVER = Symbol('observer');

/**
 * Registers the observer of a socket for all events except `data`.
 *
 * @param socket the socket; it has one observer
 * @param observer the observer
 */
export function observe(socket: Socket, observer: SocketObserver): void {
  (socket as ObservedSocket)[OBSERVER] = observer;
  socket.on('end', onEnd).on('drain', onDrain).on('error', onError).on('close', onClose);
}

/**
 * Starts to read and passes `data` events to the observer of the socket. Calling it again has no effect.
 *
 * @param socket a socket with an observer
 */
export function read(socket: Socket): void {
  socket.off('data', onData).on('data', onData);
}

/** Stops reading; what has not been read stays in the socket. */
export function stopReading(socket: Socket): void {
  socket.off('data', onData).pause();
}

/** Removes the observer for all events but `error` and `close`. */
export function unobserve(socket: Socket): void {
  socket.off('end', onEnd).off('drain', onDrain);
}

/** Registers the observer of a socket again for the events that `unobserve` has removed. */
export function observeAgain(socket: Socket): void {
  socket.on('end', onEnd).on('drain', onDrain);
}

function onData(this: ObservedSocket, bytes: Buffer): void {
  this[OBSERVER].onData(bytes);
}
function onEnd(this: ObservedSocket): void {
  this[OBSERVER].onEnd();
}
function onDrain(this: ObservedSocket): void {
  this[OBSERVER].onDrain();
}
function onError(this: ObservedSocket, error: Error): void {
  this[OBSERVER].onError(error);
}
function onClose(this: ObservedSocket): void {
  this[OBSERVER].onClose();
}
