// A moving picture from still ones, each a WebP of the same size: https://developers.google.com/speed/webp/docs/riff_container
const HEADER = 12;
const CHUNK_HEADER = 8;

/**
 * @param {{ still: Buffer, milliseconds: number }[]} frames in order, each with how long it stands
 * @param {{ width: number, height: number }} size in pixels
 * @returns {Buffer} a WebP that begins anew after its last frame
 */
export function film(frames, { width, height }) {
  const canvas = Buffer.alloc(10);
  const HAS_ANIMATION = 0b10;
  canvas.writeUInt8(HAS_ANIMATION, 0);
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  // Six bytes of nothing: no background, and as often as one likes.
  const chunks = [chunk('VP8X', canvas), chunk('ANIM', Buffer.alloc(6))];
  for (const { still, milliseconds } of frames) {
    const place = Buffer.alloc(16);
    place.writeUIntLE(width - 1, 6, 3);
    place.writeUIntLE(height - 1, 9, 3);
    place.writeUIntLE(Math.round(milliseconds), 12, 3);
    const DRAWS_OVER = 0b10;
    place.writeUInt8(DRAWS_OVER, 15);
    chunks.push(chunk('ANMF', Buffer.concat([place, pictureIn(still)])));
  }
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  return chunk('RIFF', body);
}

function chunk(name, body) {
  const header = Buffer.alloc(CHUNK_HEADER);
  header.write(name);
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

/** The chunk that holds the picture itself. */
function pictureIn(still) {
  for (let at = HEADER; at < still.length;) {
    const length = still.readUInt32LE(at + 4);
    const next = at + CHUNK_HEADER + length + (length % 2);
    if (['VP8 ', 'VP8L'].includes(still.toString('latin1', at, at + 4))) return still.subarray(at, next);
    at = next;
  }
  throw new Error('A still is no WebP.');
}
