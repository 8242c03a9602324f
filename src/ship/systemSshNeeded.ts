/** Not for the person: what ssh2 cannot do and the system's ssh can, found out on the way. */
export class SystemSshNeeded extends Error {
  override readonly name = 'SystemSshNeeded';
}
