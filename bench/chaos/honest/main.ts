import { answering } from '../../answering';
import { Group } from './group';
import type { HonestAnswer, HonestRequest } from './plan';

/** The process of the honest group: one of its own, so that nothing but the server makes it wait. */
let group: Group | undefined;

async function answer(request: HonestRequest): Promise<HonestAnswer> {
  if (request.type === 'join') {
    group = new Group(request.plan);
    await group.join();
    return { type: 'done' };
  }
  if (!group) throw new Error('nobody has joined yet');
  if (request.type === 'talk') {
    group.talk();
    return { type: 'done' };
  }
  if (request.type === 'pause') await group.pause();
  return { type: 'figures', figures: group.figures };
}

answering(answer);
