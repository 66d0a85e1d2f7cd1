import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Before all specs: a folder for what several of them share, such as the built program. Its path is in the environment, which
 * the workers get.
 */
export default function scratch(): void {
  process.env['RXCHAT_SPEC_SCRATCH'] = mkdtempSync(join(tmpdir(), 'rxchat-spec-'));
}

/** After all specs: the folder is gone. */
export function end(): void {
  const folder = process.env['RXCHAT_SPEC_SCRATCH'];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
