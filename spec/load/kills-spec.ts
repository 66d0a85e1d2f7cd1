import { patient } from '../../testkit/patience';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { emptyFolder } from '../helpers/journalFolder';
import { killUnderLoad } from '../helpers/killUnderLoad';

const ROUNDS = 20;

jest.setTimeout(patient(300_000));
beforeAll(() => build(), 60_000);
afterEach(() => Client.cutAll());

it.each(['written', 'synced'])(
  `kill -9 under load, ${ROUNDS} times, loses nothing that was received (%s)`,
  async (durability) => {
    const data = emptyFolder();
    for (let round = 1; round <= ROUNDS; round += 1)
      await killUnderLoad(data, round, [`--durability=${durability}`], (round * 7919) % 2000);
  },
);
