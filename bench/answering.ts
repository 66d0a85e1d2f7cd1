/** What a process says that cannot do what it was asked to. */
export interface Failed {
  readonly type: 'failed';
  readonly reason: string;
}

/**
 * Makes this process answer what its parent asks over the channel between them, and end when that channel does; the other
 * side of `Answerer`.
 *
 * @param answer does what is asked
 */
export function answering<A extends object>(answer: (request: never) => Promise<A>): void {
  const say = (message: A | Failed): void => {
    process.send?.(message);
  };
  process.on('message', (request) => {
    answer(request as never).then(say, (error: unknown) => {
      say({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
    });
  });
  process.on('disconnect', () => process.exit());
}
