/** Longer lines are looked at like the others, but only so much of them is handed on. */
const HEAD = 160; // bytes

const RETURN = 0x0d;
const NEWLINE = 0x0a;
const IAC = 0xff;
/** WONT and DONT: the only ones with which the server answers telnet negotiation. */
const REFUSALS = [0xfc, 0xfe];

/**
 * Characters that make a terminal do something or a text read in another order than it has, or that cannot be seen wherever
 * they stand: first and last of each range. The tags are among them, for no client of the chaos sends the flags of Britain.
 */
const UNSAFE = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfdd0, 0xfdef],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe00ff],
  [0xe01f0, 0xe0fff],
] as const;

/** The last two of each plane are no characters. */
const isNoCharacter = (code: number): boolean => (code & 0xfffe) === 0xfffe;

/** Marks that are drawn over one another, of which more than four cover the lines around them. */
const isMark = (code: number): boolean => code >= 0x300 && code <= 0x36f;
const MOST_MARKS = 4;

const isUnsafe = (code: number): boolean =>
  isNoCharacter(code) || UNSAFE.some(([first, last]) => code >= first && code <= last);

/** How many bytes follow a first byte of UTF-8; -1 for what is none. */
function following(byte: number): number {
  if (byte >= 0xc2 && byte <= 0xdf) return 1;
  if (byte >= 0xe0 && byte <= 0xef) return 2;
  return byte >= 0xf0 && byte <= 0xf4 ? 3 : -1;
}

/** The least code point that needs so many following bytes. */
const LEAST = [0, 0x80, 0x800, 0x10000];

/**
 * Looks at every byte that a client receives: whether it is UTF-8 that is safe to show. It is written from the protocol and
 * shares nothing with what makes the server's lines safe. On the way it hands on each line.
 */
export class Watcher {
  /** What was not safe to show, the first time. */
  unsafe: string | undefined;
  private readonly head = Buffer.alloc(HEAD);
  private length = 0; // of the line so far, in bytes
  private left = 0; // bytes of a character that have to come
  private size = 0; // of that character
  private code = 0;
  private marks = 0; // on the character so far
  private isReturned = false; // a CR has come, after which the line has to end
  private command = 0; // bytes of a telnet command that have come

  /**
   * @param line takes each line, cut after 160 bytes
   * @param telnet whether answers to telnet negotiation may come, and lines may end by CR LF
   */
  constructor(
    private readonly line: (text: string) => void,
    private readonly telnet: boolean,
  ) {}

  take(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.command > 0 || (byte === IAC && this.telnet)) this.negotiate(byte);
      else if (byte === NEWLINE && this.left === 0) this.endLine();
      else if (byte === RETURN && this.telnet && !this.isReturned) this.isReturned = true;
      else {
        if (this.isReturned) this.complain(RETURN);
        if (this.length < HEAD) this.head[this.length] = byte;
        this.length += 1;
        if (byte < 0x80 && this.left === 0) {
          this.marks = 0;
          if (byte < 0x20 || byte === 0x7f) this.complain(byte);
        } else this.look(byte);
      }
    }
  }

  private endLine(): void {
    const text = this.head.toString('utf8', 0, Math.min(this.length, HEAD));
    this.length = 0;
    this.marks = 0;
    this.isReturned = false;
    this.line(text);
  }

  private negotiate(byte: number): void {
    if (this.command === 1 && !REFUSALS.includes(byte)) this.complain(byte);
    this.command = this.command === 2 ? 0 : this.command + 1;
  }

  /** A byte of a character that takes more than one. */
  private look(byte: number): void {
    if (this.left === 0) {
      this.size = following(byte);
      this.code = byte & (0x3f >> this.size);
      if (this.size < 0) this.complain(byte);
      else this.left = this.size;
      return;
    }
    this.left -= 1;
    this.code = (this.code << 6) | (byte & 0x3f);
    if ((byte & 0xc0) !== 0x80) {
      this.left = 0;
      this.complain(byte);
    } else if (this.left === 0 && !this.isSafe()) this.complain(byte);
  }

  private isSafe(): boolean {
    const { code, size } = this;
    const isCharacter = code >= (LEAST[size] ?? 0) && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    this.marks = isMark(code) ? this.marks + 1 : 0;
    return isCharacter && !isUnsafe(code) && this.marks <= MOST_MARKS;
  }

  private complain(byte: number): void {
    const before = this.head.toString('latin1', 0, Math.min(this.length, HEAD));
    this.unsafe ??= `byte 0x${byte.toString(16)} in ${JSON.stringify(before)}`;
  }
}
