import { invariant } from '../../invariant';
import type { Request } from '../dialects/dialect';
import type { Command } from './commands/command';
import { commandOf } from './commands/commands';
import { say } from './commands/say';
import { refuse } from './refuse';
import type { Reduced } from './reduced';
import type { Client, Registry, User } from './registry';

/**
 * Carries out what a client with a name asks for.
 *
 * @param registry the registry
 * @param client who asks
 * @param user the client's name and room
 * @param request what it asks for
 * @param at when it asked, in milliseconds since 1970
 * @param behind how many lines waited then for the client that it asks about
 * @returns the registry after it and what came of it
 */
export function carryOut(
  registry: Registry,
  client: Client,
  user: User,
  request: Request,
  at: number,
  behind = 0,
): Reduced {
  const command = request.type === 'command' ? commandOf(request.word) : say;
  if (!command) return refuse(registry, client, { code: 'unknown_command' });
  const effect = command.run({ registry, client, user, rest: restOf(request), at, behind });
  switch (effect.type) {
    case 'done': {
      const { deliveries } = effect;
      return [effect.registry ?? registry, { type: 'command', command: command.label, client: client.id, deliveries }];
    }
    case 'refused':
      invariant(isKnown(command, effect.code), `${effect.code} is one of the refusals of /${command.words[0]}`);
      return refuse(effect.registry ?? registry, client, effect);
    case 'nothing':
      return [registry, { type: 'none' }];
  }
}

/** Each code is a label of the metrics, so they have to be known beforehand. */
const isKnown = ({ refusals = [] }: Command, code: string): boolean =>
  code === 'unknown_command' || refusals.includes(code);

function restOf(request: Request): string {
  switch (request.type) {
    case 'say':
      return request.text;
    case 'command':
      return request.rest;
    case 'name':
      return request.name;
  }
}
