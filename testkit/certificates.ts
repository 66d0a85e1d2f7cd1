import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate with its key, made for a spec: Node.js reads certificates, but makes none. */
export interface Issued {
  readonly name: string;
  readonly key: KeyObject;
  /** The certificate in PEM. */
  readonly cert: string;
  /** The key in PEM. */
  readonly keyPem: string;
}

/** What is special about a certificate. */
export interface CertificateOptions {
  /** Who signs it; itself if nobody else. */
  readonly issuer?: Issued;
  readonly isIssuer?: boolean;
  readonly from?: Date;
  readonly to?: Date;
}

const DAY_MS = 86_400_000;

/** Makes a certificate for a name, localhost and 127.0.0.1, with a new key of the curve P-256. */
export function issue(name: string, options: CertificateOptions = {}): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { issuer, isIssuer = false } = options;
  const { from = new Date(Date.now() - DAY_MS), to = new Date(Date.now() + 90 * DAY_MS) } = options;
  const basicConstraints = extension('551d13', sequence(...(isIssuer ? [der(0x01, Buffer.of(0xff))] : [])));
  const names = [...[name, 'localhost'].map((dns) => der(0x82, Buffer.from(dns))), der(0x87, Buffer.of(127, 0, 0, 1))];
  const unsigned = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.from(`01${Math.random().toString(16).slice(2, 12).padEnd(10, '0')}`, 'hex')),
    ECDSA_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(time(from), time(to)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(basicConstraints, extension('551d11', sequence(...names)))),
  );
  const signature = sign('sha256', unsigned, issuer?.key ?? privateKey);
  const certificate = sequence(unsigned, ECDSA_SHA256, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    name,
    key: privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.of(tag, length), content]);
  if (length < 256) return Buffer.concat([Buffer.of(tag, 0x81, length), content]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const ECDSA_SHA256 = sequence(objectId('2a8648ce3d040302'));
const nameOf = (name: string): Buffer =>
  sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(name)))));
const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), der(0x04, value));
const time = (date: Date): Buffer => der(0x18, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
