/** Frames of the WebSocket protocol (RFC 6455, section 5.2), right ones and wrong ones. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  readonly opcode: number;
  readonly payload: Buffer;
  /** Default: the last of its message, without reserved bits, masked, as long as it is. */
  readonly last?: boolean;
  readonly reserved?: number;
  readonly masked?: boolean;
  /** What it says of its length. */
  readonly length?: bigint;
}

export function frame(options: FrameOptions): Buffer {
  const { opcode, payload, last = true, reserved = 0, masked = true, length = BigInt(payload.length) } = options;
  const head = [(last ? 0x80 : 0) | (reserved << 4) | opcode];
  const mask = masked ? 0x80 : 0;
  if (length < 126n) head.push(mask | Number(length));
  else if (length < 65_536n) head.push(mask | 126, Number(length >> 8n), Number(length & 255n));
  else
    head.push(
      mask | 127,
      ...Array.from({ length: 8 }, (_, index) => Number((length >> BigInt(56 - 8 * index)) & 255n)),
    );
  // Masked with zeros, the payload stays as it is.
  return Buffer.concat([Buffer.from(head), Buffer.alloc(masked ? 4 : 0), payload]);
}

export const text = (message: unknown): Buffer =>
  frame({ opcode: OPCODE.text, payload: Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)) });

/** The code of the closing, if the server sent one. */
export function closeCode(received: Buffer): number | null {
  for (let at = 0; at + 2 <= received.length;) {
    const opcode = (received[at] ?? 0) & 15;
    const short = (received[at + 1] ?? 0) & 127;
    const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (at + 2 + wide > received.length) return null;
    const length =
      wide === 0 ? short : wide === 2 ? received.readUInt16BE(at + 2) : Number(received.readBigUInt64BE(at + 2));
    const payload = at + 2 + wide;
    if (opcode === OPCODE.close) return payload + 2 <= received.length ? received.readUInt16BE(payload) : null;
    at = payload + length;
  }
  return null;
}
