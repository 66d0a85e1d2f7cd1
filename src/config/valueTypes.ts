import { isIP } from 'node:net';

/** Which values a setting may have, and how they are read and shown. No value has control characters. */
export interface ValueType<T> {
  /** What stands for a value in the help. */
  readonly placeholder: string;
  /** What is allowed, as the end of a sentence: "--port is ...". */
  readonly allowed: string;
  /** The value that a text stands for, or nothing if it stands for none. */
  read(text: string): T | undefined;
  /** The text that stands for a value. */
  show(value: T): string;
}

/** Any text but an empty one. */
export const text: ValueType<string> = {
  placeholder: 'TEXT',
  allowed: 'a text that is not empty',
  read: (given) => (given.trim() === '' ? undefined : given.trim()),
  show: (value) => value,
};

/** The name of a file, or nothing. */
export const file: ValueType<string> = {
  placeholder: 'FILE',
  allowed: 'the name of a file',
  read: (given) => given,
  show: (value) => value,
};

/** The name of a folder, or nothing. */
export const folder: ValueType<string> = {
  placeholder: 'DIR',
  allowed: 'the name of a folder',
  read: (given) => given,
  show: (value) => value,
};

/** Networks: addresses or CIDR blocks with commas between them, or nothing. */
export const networks: ValueType<string> = {
  placeholder: 'CIDR,...',
  allowed: 'addresses or CIDR blocks with commas between them, such as 10.0.0.0/8,fd00::/8,192.0.2.1',
  read: (given) => {
    const blocks = given.trim() === '' ? [] : given.split(',').map((block) => block.trim());
    return blocks.every(isNetwork) ? blocks.join(',') : undefined;
  },
  show: (value) => value,
};

function isNetwork(block: string): boolean {
  const [address = '', bits, ...more] = block.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (most < 0 || more.length > 0 || address.includes('%')) return false;
  return bits === undefined || wholeNumber(bits, 0, most) !== undefined;
}

/** Origins of web pages with commas between them, or nothing. */
export const origins: ValueType<string> = {
  placeholder: 'URL,...',
  allowed: 'origins with commas between them, such as https://chat.example.org,http://localhost:8080',
  read: (given) => {
    const found = given.trim() === '' ? [] : given.split(',').map((origin) => origin.trim());
    return found.every(isOrigin) ? found.map((origin) => new URL(origin).origin).join(',') : undefined;
  },
  show: (value) => value,
};

/** Whether it is a scheme, a host and perhaps a port, and nothing else. */
function isOrigin(text: string): boolean {
  if (!/^https?:\/\/[^/?#@]+\/?$/i.test(text) || !URL.canParse(text)) return false;
  return new URL(text).hostname !== '';
}

/** URLs of NATS servers with commas between them, or nothing. */
export const servers: ValueType<string> = {
  placeholder: 'URL,...',
  allowed: 'URLs of NATS servers with commas between them, such as nats://10.0.0.1:4222,tls://nats.example.org',
  read: (given) => {
    const urls = given.trim() === '' ? [] : given.split(',').map((url) => url.trim());
    return urls.every((url) => /^(?:nats|tls):\/\/[^/?#@\s]+\/?$/i.test(url) && URL.canParse(url))
      ? urls.join(',')
      : undefined;
  },
  show: (value) => value,
};

/** The name of a node, or nothing. */
export const nodeName: ValueType<string> = {
  placeholder: 'NAME',
  allowed: 'a name of 1 to 32 letters, digits, _ and -',
  read: (given) => (/^[A-Za-z0-9_-]{0,32}$/.test(given.trim()) ? given.trim() : undefined),
  show: (value) => value,
};

/** A TCP port. */
export const port: ValueType<number> = {
  placeholder: 'PORT',
  allowed: 'a port from 0 to 65535',
  read: (given) => wholeNumber(given, 0, 65_535),
  show: String,
};

/** On or off; a flag without a value is on. */
export const boolean: ValueType<boolean> = {
  placeholder: '[true|false]',
  allowed: 'true or false',
  read: (given) => {
    if (given === 'true') return true;
    return given === 'false' ? false : undefined;
  },
  show: String,
};

/** A time: seconds, or a number with ms, s or m; in milliseconds. */
export const duration: ValueType<number> = {
  placeholder: 'SECONDS',
  allowed: 'a time of up to a day, such as 60, 1.5s, 500ms or 2m',
  read: (given) => measure(given, { '': 1000, ms: 1, s: 1000, m: 60_000 }, 86_400_000),
  show: (value) => (value % 1000 === 0 ? String(value / 1000) : `${String(value)}ms`),
};

/** A size: bytes, or a number with KiB, MiB or GiB; in bytes. */
export const bytes: ValueType<number> = {
  placeholder: 'BYTES',
  allowed: 'a size from 1 KiB to 64 GiB, such as 65536, 256KiB or 1MiB',
  read: (given) => {
    const size = measure(given, { '': 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 }, 64 * 1024 ** 3);
    return size === undefined || size < 1024 ? undefined : size;
  },
  show: String,
};

/** A size, or 0 for none of it. */
export const bytesOrNone: ValueType<number> = {
  ...bytes,
  allowed: `0, or ${bytes.allowed}`,
  read: (given) => (given === '0' ? 0 : bytes.read(given)),
};

/** A whole number. */
export function count(least: number): ValueType<number> {
  const most = 1_000_000_000;
  return {
    placeholder: 'NUMBER',
    allowed: `a whole number from ${String(least)} to ${String(most)}`,
    read: (given) => wholeNumber(given, least, most),
    show: String,
  };
}

/** One of some words. */
export function choice<const T extends string>(...words: readonly T[]): ValueType<T> {
  return {
    placeholder: words.join('|'),
    allowed: words.join(' or '),
    read: (given) => words.find((word) => word === given),
    show: (value) => value,
  };
}

function wholeNumber(given: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(given) ? Number(given) : NaN;
  return value >= least && value <= most ? value : undefined;
}

function measure(given: string, units: Readonly<Record<string, number>>, most: number): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(given.trim()) ?? [];
  const factor = units[unit?.toLowerCase() ?? ''];
  if (digits === undefined || factor === undefined) return undefined;
  const value = Math.round(Number(digits) * factor);
  return value <= most ? value : undefined;
}
