import { build } from '../helpers/build';
import { emptyFolder } from '../helpers/journalFolder';
import { killUnderLoad } from '../helpers/killUnderLoad';

beforeAll(() => void build());

describe('kill -9 under load', () => {
  it.each(['written', 'synced'])('loses nothing that anybody has received (%s), run after run', async (durability) => {
    const data = emptyFolder();
    for (const round of [1, 2]) await killUnderLoad(data, round, [`--durability=${durability}`], round * 150);
  });
});
