let expected = false;

/**
 * For who resets sockets: Node 20 loses the handle of one that is reset while its end is on the way (libuv refuses with
 * EINVAL), and a process that ends by itself waits for it for ever. To be called after those who have something to do at
 * the process's end, as it ends at once then.
 */
export function endDespiteLostHandles(): void {
  if (!expected) process.once('exit', (code) => process.exit(code));
  expected = true;
}
