/** How a node may stand with the log: `joining` until it is among those present, and `cut` while nothing of it comes back. */
export const NODE_STATUSES = ['joining', 'present', 'cut', 'left'] as const;

/** How a node stands with the log. */
export type NodeStatus = (typeof NODE_STATUSES)[number];
