/** The worker's code as it travels: a gzipped tar and the sha256 of exactly these bytes. */
export interface Runtime {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}
