import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issued } from '../../testkit/certificates';

/** Writes a certificate and its key to a file of this run of Jest, and returns its name. */
export function pemFile({ keyPem, cert }: Issued): string {
  const file = join(mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? tmpdir(), 'pem-')), 'own.pem');
  writeFileSync(file, `${keyPem}${cert}`);
  return file;
}
