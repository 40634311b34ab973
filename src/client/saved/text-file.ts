import { concatenate } from "../../chain/text/concatenate.ts";
import { UnusableFile } from "./unusable-file.ts";

/** File formats other than UTF-8 text, by their first bytes, and what to do about them. */
const FOREIGN: readonly (readonly [start: readonly number[], advice: string])[] = [
  [[0x1f, 0x8b], "is compressed with gzip: decompress it first"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is compressed with zstd: decompress it first"],
  [[0x42, 0x5a, 0x68], "is compressed with bzip2: decompress it first"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "is compressed with xz: decompress it first"],
  [[0x50, 0x4b, 0x03, 0x04], "is a ZIP archive: unpack it first"],
  [[0x25, 0x50, 0x44, 0x46], "is a PDF: save the text itself"],
  [[0xff, 0xfe], "is UTF-16: save it as UTF-8"],
  [[0xfe, 0xff], "is UTF-16: save it as UTF-8"],
];

/** The largest file that is read into memory as a whole, in bytes. */
export const WHOLE_FILE_LIMIT = 268_435_456;

/** How much of a file is read to detect its format, in bytes. */
const HEAD = 4_096;

/** An open text file. */
export interface TextFile {
  /** What messages call it. */
  readonly name: string;
  /** The start of the text, without a byte order mark or leading white space. */
  readonly head: string;
  /** All bytes of the file. They can be read only once, since the file may be a pipe. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * Opens a text file.
 *
 * @param pieces its bytes
 * @throws UnusableFile when it is empty, or is not text in UTF-8
 */
export async function openText(name: string, pieces: AsyncIterable<Uint8Array>): Promise<TextFile> {
  const source = pieces[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD) {
    const { done, value } = await source.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const bytes = concatenate(first);
  const all = async function* () {
    yield bytes;
    yield* { [Symbol.asyncIterator]: () => source };
  };
  return { name, head: headOf(name, bytes), pieces: all() };
}

/**
 * Reads the whole text of an open file.
 *
 * @param most the largest size allowed, in bytes
 * @throws UnusableFile when it is larger or not UTF-8
 */
export async function textOf(file: TextFile, most: number): Promise<string> {
  let text = "";
  for await (const piece of textPieces(file, most)) text += piece.text;
  return text;
}

/** Reads all bytes of an open file, which must be UTF-8, as {@link textOf} does. */
export async function bytesOf(file: TextFile, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of textPieces(file, most)) pieces.push(bytes);
  return concatenate(pieces);
}

async function* textPieces(
  { name, pieces }: TextFile,
  most: number,
): AsyncGenerator<{ text: string; bytes: Uint8Array }> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let length = 0;
  try {
    for await (const bytes of pieces) {
      length += bytes.length;
      if (length > most) throw new UnusableFile(name, `is longer than ${most.toLocaleString("en")} bytes`);
      yield { text: decoder.decode(bytes, { stream: true }), bytes };
    }
    // An unfinished character at the end is not UTF-8 either.
    decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new UnusableFile(name, "is not UTF-8: save it as UTF-8");
    throw error;
  }
}

function headOf(name: string, bytes: Uint8Array): string {
  for (const [start, advice] of FOREIGN) {
    if (start.every((byte, place) => bytes[place] === byte)) throw new UnusableFile(name, advice);
  }
  const head = bytes.subarray(0, HEAD);
  if (head.includes(0)) {
    // JSON and notes start with ASCII characters, which have a zero byte each in UTF-16.
    const isWide = (head[0] === 0) !== (head[1] === 0);
    throw new UnusableFile(name, isWide ? "is UTF-16: save it as UTF-8" : "is not text");
  }
  const text = new TextDecoder().decode(head).trimStart();
  if (text === "" && bytes.length < HEAD) throw new UnusableFile(name, "is empty: there is nothing in it");
  if (/^<(!doctype|html|head|body|\?xml|!--)/i.test(text)) {
    throw new UnusableFile(name, "is a web page, not a ledger's response. Sign in, and save it again");
  }
  return text;
}
