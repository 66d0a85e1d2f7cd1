import { existsSync } from 'node:fs';
import { run } from '../../testkit/run';
import { docker, succeeds } from './docker';

/** Where Debian's Alertmanager reads the templates of its notifications; the published image has them in its program. */
const TEMPLATES = '/usr/share/prometheus/alertmanager';

/**
 * Completes a stand-in for the image of Alertmanager that was made from Debian's program alone: without its templates that
 * program takes no configuration. They come from the package `prometheus-alertmanager` of this machine. A published image
 * stays as it is.
 *
 * @param image the image; a stand-in is replaced under its name
 * @throws if the package is not installed here
 */
export async function withTemplates(image: string): Promise<void> {
  const { output: version } = await docker('run', '--rm', image, '--version');
  if (!version.includes('debian')) return;
  if (!existsSync(`${TEMPLATES}/default.tmpl`)) {
    throw new Error(
      `${image} is made from Debian's program, which needs ${TEMPLATES}: install prometheus-alertmanager`,
    );
  }
  const dockerfile = `FROM ${image}\nCOPY default.tmpl email.tmpl ${TEMPLATES}/\n`;
  await succeeds(run('docker', ['build', '--tag', image, '--file', '-', TEMPLATES], { input: dockerfile }));
}
