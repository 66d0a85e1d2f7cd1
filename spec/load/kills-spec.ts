import { patient } from '../../testkit/patience';
import { build } from '../helpers/build';
import { emptyFolder } from '../helpers/journalFolder';
import { killUnderLoad } from '../helpers/killUnderLoad';

/** How many folders, and how often the server of each is killed: a replay reads all of a folder each time. */
const FOLDERS = 5;
const ROUNDS = 2;

jest.setTimeout(patient(600_000));
beforeAll(() => build(), 60_000);

it.each(['written', 'synced'])(
  'kill -9 under load, ten times, loses nothing that was received (%s)',
  async (durability) => {
    for (let run = 0; run < FOLDERS; run += 1) {
      const data = emptyFolder();
      for (let round = 1; round <= ROUNDS; round += 1)
        await killUnderLoad(data, round, [`--durability=${durability}`], ((run * ROUNDS + round) * 7919) % 2000);
    }
  },
);
