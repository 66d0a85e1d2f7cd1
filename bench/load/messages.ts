import type { CrowdPlan, Figures, Joined, Progress, TalkPlan } from './plan';

/** What the load is asked to do, one thing after the other: first to join. */
export type Request =
  | { readonly type: 'join'; readonly crowd: CrowdPlan; readonly size: number }
  | { readonly type: 'talk'; readonly plan: TalkPlan };

/** What the load says: its progress, and one answer to each request. */
export type Response =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'joined'; readonly joined: Joined }
  | { readonly type: 'talked'; readonly figures: Figures };
