import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { SocketReads } from '../../src/ship/socketReads';

describe('a socket that is read into one buffer', () => {
  const server = createServer({ noDelay: true });
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  async function pair(reads: SocketReads): Promise<{ near: Socket; far: Socket; next: () => Promise<Buffer> }> {
    const arrived = once(server, 'connection') as Promise<[Socket]>;
    const { port } = server.address() as AddressInfo;
    const near: Socket = connect({
      port,
      host: '127.0.0.1',
      onread: reads.options((bytes) => near.emit('data', bytes)),
    });
    const told: Buffer[] = [];
    near.on('data', (bytes: Buffer) => told.push(bytes));
    const [far] = await arrived;
    const next = async (): Promise<Buffer> => {
      if (told.length === 0) await once(near, 'data');
      return told.shift() ?? Buffer.alloc(0);
    };
    return { near, far, next };
  }

  it('gives what may be kept, until nobody keeps it any more', async () => {
    const reads = new SocketReads();
    const { near, far, next } = await pair(reads);
    far.write('first');
    const first = await next();
    far.write('other');
    const second = await next();
    assert.deepEqual([String(first), String(second)], ['first', 'other']);
    reads.shareBuffer();
    far.write('third');
    const third = await next();
    assert.equal(String(third), 'third');
    far.write('again');
    const fourth = await next();
    assert.equal(fourth.buffer, third.buffer);
    assert.equal(String(third), 'again');
    near.destroy();
  });

  it('says when the other side has closed it', async () => {
    const { near, far } = await pair(new SocketReads());
    far.end();
    await once(near, 'end');
    near.destroy();
  });
});
