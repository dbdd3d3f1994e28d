import { ConnectionResetError } from "./outbound";
import { isAbortError, abortable } from "../engine/timeout";

export type ReadLimits = {
  /** Bytes, as they come out of any compression. */
  maxBytes: number;
  signal: AbortSignal;
  /** Asked after each piece: true ends the reading. */
  isEnough?: (text: string) => boolean;
};

/** The beginning of a stream as text. What is not needed is cancelled, and never held. */
export async function readText(
  stream: ReadableStream<Uint8Array> | null,
  { isEnough = () => false, ...bounds }: ReadLimits,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of readChunks(stream, bounds)) {
    text += decoder.decode(bytes, { stream: true });
    if (isEnough(text)) break;
  }
  return text + decoder.decode();
}

/** All of a stream, or null where it is longer than allowed. */
export async function readBytes(
  stream: ReadableStream<Uint8Array> | null,
  { maxBytes, signal }: Omit<ReadLimits, "isEnough">,
): Promise<Uint8Array | null> {
  const all = new Uint8Array(maxBytes + 1);
  let length = 0;
  for await (const bytes of readChunks(stream, { maxBytes: maxBytes + 1, signal })) {
    all.set(bytes, length);
    length += bytes.length;
  }
  return length > maxBytes ? null : all.slice(0, length);
}

/** The pieces as they come, at most `max` bytes of them; however it ends, the stream is let go. */
export async function* readChunks(
  stream: ReadableStream<Uint8Array> | null,
  { maxBytes, signal }: Omit<ReadLimits, "isEnough">,
): AsyncGenerator<Uint8Array> {
  if (!stream) return;
  const reader = stream.getReader();
  let left = maxBytes;
  try {
    while (left > 0) {
      const { done, value } = await abortable(signal, reader.read()).catch(throwConnectionReset);
      if (done) return;
      const piece = value.subarray(0, left);
      left -= piece.length;
      yield piece;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** Cut off, or packed in a way that cannot be unpacked: what was to come from there does not. */
export function throwConnectionReset(problem: unknown): never {
  throw isAbortError(problem) ? problem : new ConnectionResetError(problem);
}
