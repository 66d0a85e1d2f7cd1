import { answering } from '../answering';
import { Crowd } from './crowd';
import type { Request, Response } from './messages';
import type { Progress } from './plan';
import { Talk } from './talk';

/**
 * The process of the load: it does what it is asked to over the channel to its parent, and ends with that channel. It is
 * one of its own, so that the server's event loop is never busy with reading what the server has just written.
 */
let crowd: Crowd | undefined;

const tell = (progress: Progress): void => {
  process.send?.({ type: 'progress', progress } satisfies Response);
};

async function answer(request: Request): Promise<Response> {
  if (request.type === 'join') {
    crowd = new Crowd(request.crowd);
    return { type: 'joined', joined: await crowd.join(request.size, tell) };
  }
  if (!crowd) throw new Error('nobody has joined yet');
  return { type: 'talked', figures: await new Talk(crowd, request.plan, tell).run() };
}

answering(answer);
