import { crc32, inflateRawSync } from 'node:zlib';

/** An archive that cannot be read, or holds more than one file; the message says which. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LONGEST_COMMENT = 0xffff;
const LARGEST = 2 ** 31;

type Entry = {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
};

/**
 * The one file of a zip archive. What macOS adds to archives counts as no file.
 * @throws ArchiveError when there is none or several, or it is encrypted, packed in another way, or damaged
 */
export function unzipOne(zip: Buffer): Buffer {
  const files = entriesOf(zip).filter(
    ({ name }) => !name.endsWith('/') && !/(^|\/)(__MACOSX\/|\.DS_Store$)/.test(name),
  );
  const [file] = files;
  if (files.some(({ name }) => name === '[Content_Types].xml')) {
    throw new ArchiveError('this is an Excel workbook (.xlsx): save the sheet as CSV');
  }
  if (files.some(({ name }) => name === 'mimetype') && files.some(({ name }) => name === 'content.xml')) {
    throw new ArchiveError('this is an OpenDocument sheet (.ods): save it as CSV');
  }
  if (files.length !== 1) {
    const names = files.slice(0, 5).map(({ name }) => name);
    throw new ArchiveError(
      `a zip archive of prices holds one file, this one ${files.length}${files.length > 0 ? `: ${names.join(', ')}` : ''}; unpack it first`,
    );
  }
  if ((file.flags & 1) !== 0) throw new ArchiveError(`${file.name} in the zip archive is encrypted`);
  if (file.size > LARGEST)
    throw new ArchiveError(`${file.name} in the zip archive has ${file.size} bytes; unpack it first`);
  // The local header repeats name and extra field, each with a length of its own.
  const start = file.at + 30 + zip.readUInt16LE(file.at + 26) + zip.readUInt16LE(file.at + 28);
  const packed = zip.subarray(start, start + file.packed);
  const content = unpacked(file, packed);
  if (content.length !== file.size || crc32(content) !== file.crc) throw damaged('its checksum is another one');
  return content;
}

function unpacked({ name, method, size }: Entry, packed: Buffer): Buffer {
  if (method === 0) return packed;
  if (method !== 8) throw new ArchiveError(`${name} in the zip archive is packed by method ${method}; unpack it first`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

/** The directory at the archive's end. */
function entriesOf(zip: Buffer): Entry[] {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END);
  const end = zip.lastIndexOf(signature);
  if (end < 0 || zip.length - end > LONGEST_COMMENT + 22 || end + 22 > zip.length) throw damaged('it has no directory');
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) throw damaged('its directory is cut');
    const nameLength = zip.readUInt16LE(at + 28);
    const entry: Entry = {
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      flags: zip.readUInt16LE(at + 8),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    };
    if (entry.at + 30 > zip.length) throw damaged('its directory leads nowhere');
    entries.push(entry);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

const damaged = (why: string): ArchiveError => new ArchiveError(`the zip archive is damaged: ${why}`);
