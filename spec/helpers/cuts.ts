/**
 * Cuts bytes at the given places.
 *
 * @param bytes the bytes
 * @param cuts where to cut, in any order; places outside are passed over
 * @returns the pieces in order; empty ones where a place is given twice
 */
export function inPieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}

/**
 * The ways in which a network may deliver the same bytes: whole, in two pieces cut at every place, and byte by byte.
 *
 * @param bytes the bytes
 * @returns the pieces of each way
 */
export function cutsOf(bytes: Uint8Array): Uint8Array[][] {
  const places = Array.from(bytes, (_, place) => place);
  return [[bytes], ...places.map((place) => inPieces(bytes, [place])), inPieces(bytes, places)];
}
