import { join } from 'node:path';
import { Answerer } from './answerer';
import type { Request, Response } from './load/messages';
import type { CrowdPlan, Figures, Joined, Progress, TalkPlan } from './load/plan';

/** The load, in a process of its own. */
export class LoadProcess extends Answerer<Request, Response> {
  /**
   * @param core the core to pin it to
   * @param tell takes its progress
   */
  constructor(core: number | undefined, tell: (progress: Progress) => void) {
    super(join(__dirname, 'load', 'main.js'), core, (message) => {
      if (message.type === 'progress') tell(message.progress);
      return message.type === 'progress';
    });
  }

  async join(crowd: CrowdPlan, size: number): Promise<Joined> {
    return (await this.ask({ type: 'join', crowd, size }, 'joined')).joined;
  }

  async talk(plan: TalkPlan): Promise<Figures> {
    return (await this.ask({ type: 'talk', plan }, 'talked')).figures;
  }
}
