import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { readIdentity } from '../../src/run/identity';
import { issue } from '../../testkit/certificates';

const folder = mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? tmpdir(), 'identity-'));
let files = 0;

/** Writes a file and returns its name. */
function file(...texts: readonly string[]): string {
  const name = join(folder, `${(files += 1)}.pem`);
  writeFileSync(name, texts.join(''));
  return name;
}

const root = issue('Root', { isIssuer: true });
const between = issue('Between', { issuer: root, isIssuer: true });
const own = issue('chat.example.org', { issuer: between });
const now = Date.now();
const DAY_MS = 86_400_000;
const past = { from: new Date('2020-01-01'), to: new Date('2021-02-03') };

const read = (cert: string, key: string): ReturnType<typeof readIdentity> => readIdentity(cert, key, now);

describe('readIdentity', () => {
  it('reads a certificate with its chain and its key, in two files or in one', () => {
    const chain = file(own.cert, between.cert, root.cert);
    const { identity, subject, expiresAt, warnings } = read(chain, file(own.keyPem));
    expect(subject).toBe('chat.example.org');
    expect(warnings).toEqual([]);
    expect(identity.cert).toContain(own.cert);
    expect(Math.abs(expiresAt - now - 90 * DAY_MS)).toBeLessThan(DAY_MS);
    expect(read(file(own.keyPem, own.cert, between.cert, root.cert), '').subject).toBe('chat.example.org');
  });

  it('knows the time at which the first of the chain expires', () => {
    const short = issue('Short', { issuer: root, isIssuer: true, to: new Date(now + 5 * DAY_MS) });
    const leaf = issue('a', { issuer: short });
    const { expiresAt } = read(file(leaf.cert, short.cert, root.cert), file(leaf.keyPem));
    expect(Math.abs(expiresAt - now - 5 * DAY_MS)).toBeLessThan(2000);
  });

  it('warns of a chain that ends too early, and of a certificate that is signed by itself', () => {
    expect(read(file(own.cert), file(own.keyPem)).warnings[0]).toMatch(
      /ends with a certificate whose issuer, Between, is no root that clients know: give the whole chain \(fullchain\.pem\)/,
    );
    const alone = issue('alone');
    expect(read(file(alone.cert), file(alone.keyPem)).warnings[0]).toMatch(/is signed by itself/);
  });

  it.each<[what: string, cert: () => string, key: () => string, message: RegExp]>([
    [
      'no file',
      () => join(folder, 'none.pem'),
      () => file(own.keyPem),
      /^--tls-cert: .*none\.pem cannot be read: ENOENT/,
    ],
    ['no file of a key', () => file(own.cert), () => join(folder, 'none.pem'), /^--tls-key: .* cannot be read: ENOENT/],
    ['a folder', () => folder, () => file(own.keyPem), /^--tls-cert: .* cannot be read: EISDIR/],
    ['nothing', () => file(''), () => file(own.keyPem), /has no certificate in PEM$/],
    ['a key only', () => file(own.keyPem), () => '', /has no certificate in PEM$/],
    ['no key', () => file(own.cert), () => '', /^--tls-key: .* has no private key in PEM$/],
    [
      'damage',
      () => file(own.cert.replace('-\nMI', '-\nXX')),
      () => file(own.keyPem),
      /certificate 1 in .* is damaged$/,
    ],
    [
      'another key',
      () => file(own.cert),
      () => file(root.keyPem),
      /the key in .* does not belong to the certificate in/,
    ],
    [
      'the wrong order',
      () => file(between.cert, own.cert),
      () => file(own.keyPem),
      /has to be the first in .* number 2$/,
    ],
    [
      'a gap',
      () => file(own.cert, root.cert),
      () => file(own.keyPem),
      /certificate 2 in .* \(Root\) did not issue the one before it \(chat\.example\.org\)$/,
    ],
  ])('says what is wrong with %s', (_, cert, key, message) => {
    expect(() => read(cert(), key())).toThrow(message);
  });

  it('says that a certificate or one of its issuers has expired, or is not valid yet', () => {
    const old = issue('old', past);
    expect(() => read(file(old.cert, old.keyPem), '')).toThrow(/the certificate of old in .* expired on 2021-02-03$/);
    const oldIssuer = issue('Old issuer', { ...past, issuer: root, isIssuer: true });
    const leaf = issue('leaf', { issuer: oldIssuer });
    expect(() => read(file(leaf.cert, oldIssuer.cert, leaf.keyPem), '')).toThrow(/of Old issuer in .* expired/);
    const early = issue('early', { from: new Date('2090-01-02'), to: new Date('2091-01-01') });
    expect(() => read(file(early.cert, early.keyPem), '')).toThrow(/is not valid before 2090-01-02$/);
  });

  it('says that a key has a passphrase', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
    });
    expect(() => read(file(own.cert), file(privateKey))).toThrow(/has a passphrase; it has to be without one$/);
  });
});
