import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { silentLogger } from '../../src/base/logging';
import { FrameLink, type LinkOptions } from '../../src/ship/frameLink';
import { frameTypes, maxDataPayload } from '../../src/ship/frames';
import type { StreamSink } from '../../src/ship/link';
import { Peer } from './peer';

// Links over memory hold no process open, as those over a socket do.
const awake = setInterval(() => undefined, 1000);
after(() => clearInterval(awake));

const mebibyte = 1024 * 1024;

async function open(options: Partial<LinkOptions> = {}): Promise<{ peer: Peer; link: FrameLink }> {
  const peer = new Peer();
  peer.greet();
  const link = new FrameLink(peer.channel, { host: 'gpu1', logger: silentLogger, ...options });
  link.listen(Buffer.alloc(0), false);
  await link.greeted;
  return { peer, link };
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof FarcallError && error.code === code;
}

/** Keeps what a stream brings. */
function recordingSink(): StreamSink & { chunks: Buffer[]; ended: Promise<unknown> } {
  const chunks: Buffer[] = [];
  let end: (trailer: unknown) => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const ended = new Promise<unknown>((resolve, reject) => {
    end = resolve;
    failed = reject;
  });
  ended.catch(() => undefined);
  return { chunks, ended, data: (bytes) => void chunks.push(Buffer.from(bytes)), end, failed };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a link', () => {
  it('opens when the agent says hello', async () => {
    const { link } = await open();
    assert.equal(link.hello.hostname, 'peer');
  });

  it('gives each request its own answer, in whatever order they come', async () => {
    const { peer, link } = await open();
    const first = link.request('jobs', {});
    const second = link.request('pythons', { a: 1 });
    assert.deepEqual(peer.message(await peer.frame((frame) => frame.payload.includes('pythons'))), {
      id: 2,
      method: 'pythons',
      params: { a: 1 },
    });
    peer.say(frameTypes.msg, 0, { id: 2, result: 'two' });
    peer.say(frameTypes.msg, 0, { id: 1, result: 'one' });
    assert.deepEqual(await Promise.all([first, second]), ['one', 'two']);
  });

  it("turns the agent's errors into errors with their code, next step and data", async () => {
    const { peer, link } = await open();
    const start = link.request('start', {});
    const other = link.request('other', {});
    const error = { code: 'bundle-incomplete', message: 'Files are missing.', next: 'Send them.', data: { want: [] } };
    peer.say(frameTypes.msg, 0, { id: 1, error });
    peer.say(frameTypes.msg, 0, { id: 2, error: { code: 'brand-new', message: 'No.' } });
    await assert.rejects(start, { code: 'bundle-incomplete', message: 'Files are missing.', next: 'Send them.' });
    await assert.rejects(other, { code: 'protocol', message: 'No.' });
  });

  it('puts what is said in one breath into one write', async () => {
    const { peer, link } = await open();
    let writes = 0;
    peer.end.on('data', () => (writes += 1));
    void link.request('put', {}).catch(() => undefined);
    void link.request('start', {}).catch(() => undefined);
    await peer.frame((frame) => frame.payload.includes('start'));
    assert.equal(writes, 1);
    link.close();
  });

  it('counts the bytes it sends, frames included', async () => {
    const { peer, link } = await open();
    void link.request('jobs', {}).catch(() => undefined);
    const frame = await peer.frame(() => true);
    assert.equal(link.sentBytes, 9 + frame.payload.length);
    link.close();
  });

  it('measures a round trip by a ping', async () => {
    const { peer, link } = await open();
    peer.onFrame = (frame) => frame.type === frameTypes.ping && peer.say(frameTypes.pong, 0, frame.payload);
    assert.ok((await link.roundTrip()) >= 0);
  });

  it('answers pings with what they carry', async () => {
    const { peer } = await open();
    peer.say(frameTypes.ping, 0, 'abc');
    assert.equal((await peer.frame((frame) => frame.type === frameTypes.pong)).payload.toString(), 'abc');
  });

  it('asks a silent host for a sign of life and then gives it up', async () => {
    const { peer, link } = await open({ patience: { ask: 60, giveUp: 180 } });
    const started = performance.now();
    const waiting = link.request('jobs', {});
    await assert.rejects(waiting, hasCode('connection-lost'));
    assert.ok(performance.now() - started >= 150);
    assert.ok(peer.frames.some((frame) => frame.type === frameTypes.ping));
    assert.equal((await link.closed)?.code, 'connection-lost');
    assert.equal(peer.closes, 1);
  });

  it('rejects all that waits when the connection goes, saying why', async () => {
    const { peer, link } = await open({ stderrTail: () => 'Killed by signal 15.' });
    const sink = recordingSink();
    link.receive(sink);
    const stream = link.send();
    const request = link.request('follow', {});
    const writing = stream.write(Buffer.alloc(2 * mebibyte));
    const trip = link.roundTrip();
    peer.finish({ code: 255, signal: null, error: undefined });
    for (const waiting of [
      request,
      writing,
      trip,
      sink.ended,
      link.request('jobs', {}),
      stream.write(Buffer.alloc(1)),
    ]) {
      await assert.rejects(waiting, (error: unknown) => {
        assert.ok(error instanceof FarcallError);
        assert.equal(error.code, 'connection-lost');
        assert.match(error.message, /gpu1.*status 255.*Killed by signal 15/);
        return true;
      });
    }
  });

  it('tells a stream that it gives when the connection is gone, and not before the stream is given', async () => {
    const { peer, link } = await open();
    peer.finish({ code: 255, signal: null, error: undefined });
    await link.closed;
    let given = false;
    const failed = new Promise<boolean>((resolve) => {
      link.receive({ ...recordingSink(), failed: () => resolve(given) });
      given = true;
    });
    assert.equal(await failed, true);
  });

  it('closed by its owner resolves closed without a reason', async () => {
    const { link } = await open();
    const request = link.request('jobs', {});
    link.close();
    await assert.rejects(request, hasCode('connection-lost'));
    assert.equal(await link.closed, undefined);
  });
});

describe('a stream to the agent', () => {
  it('carries its bytes in frames of at most 64 KiB, then END', async () => {
    const { peer, link } = await open();
    const stream = link.send();
    await stream.write(Buffer.alloc(150_000, 1));
    await stream.end();
    await peer.frame((frame) => frame.type === frameTypes.end);
    const sizes = peer.frames.map((frame) => frame.payload.length);
    assert.deepEqual(sizes, [maxDataPayload, maxDataPayload, 150_000 - 2 * maxDataPayload, 0]);
    assert.ok(peer.frames.every((frame) => frame.stream === stream.id));
  });

  it('waits for credit after 1 MiB', async () => {
    const { peer, link } = await open();
    const stream = link.send();
    let done = false;
    const writing = stream.write(Buffer.alloc(mebibyte + 5)).then(() => (done = true));
    const received = (): number => peer.frames.reduce((sum, frame) => sum + frame.payload.length, 0);
    while (received() < mebibyte) await nextTurn();
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    assert.equal(received(), mebibyte);
    assert.equal(done, false);
    peer.say(frameTypes.credit, stream.id, Buffer.from([0, 0, 0, 5]));
    await writing;
    while (received() < mebibyte + 5) await nextTurn();
  });

  it('lets a request overtake what it has queued', async () => {
    const { peer, link } = await open();
    const stream = link.send();
    const writing = stream.write(Buffer.alloc(mebibyte));
    await nextTurn();
    void link.request('cancel', {}).catch(() => undefined);
    await writing;
    await peer.frame((frame) => frame.type === frameTypes.msg);
    const ahead = peer.frames.findIndex((frame) => frame.type === frameTypes.msg);
    assert.ok(ahead <= 4, `${ahead} frames went ahead of the request`);
  });

  it('shares the channel with other streams, frame by frame', async () => {
    const { peer, link } = await open();
    const [a, b] = [link.send(), link.send()];
    const writes = [a.write(Buffer.alloc(mebibyte)), b.write(Buffer.alloc(mebibyte))];
    await Promise.all(writes);
    const order = peer.frames.map((frame) => frame.stream);
    const first = order.slice(0, 16).filter((id) => id === a.id).length;
    assert.ok(first >= 7 && first <= 9, `${first} of the first 16 frames belong to one stream`);
  });

  it('given up by the agent fails its writer with the reason', async () => {
    const { peer, link } = await open();
    const stream = link.send();
    const writing = stream.write(Buffer.alloc(2 * mebibyte));
    peer.say(frameTypes.reset, stream.id, { code: 'disk-full', message: 'The disk is full.' });
    await assert.rejects(writing, { code: 'disk-full', message: 'The disk is full.' });
    await assert.rejects(stream.write(Buffer.alloc(1)), hasCode('disk-full'));
  });

  it('given up here tells the agent, once', async () => {
    const { peer, link } = await open();
    const stream = link.send();
    stream.reset();
    stream.reset();
    await peer.frame((frame) => frame.type === frameTypes.reset);
    await assert.rejects(stream.write(Buffer.alloc(1)));
    assert.equal(peer.frames.filter((frame) => frame.type === frameTypes.reset).length, 1);
  });
});

describe('a stream from the agent', () => {
  it('reaches its sink in order, then ends with its trailer', async () => {
    const { peer, link } = await open();
    const sink = recordingSink();
    const { id } = link.receive(sink);
    peer.say(frameTypes.data, id, 'one ');
    peer.say(frameTypes.data, id, 'two');
    peer.say(frameTypes.end, id, { state: 'succeeded' });
    assert.deepEqual(await sink.ended, { state: 'succeeded' });
    assert.equal(Buffer.concat(sink.chunks).toString(), 'one two');
  });

  it('is granted credit as the sink takes the data, not before', async () => {
    const { peer, link } = await open();
    let take: () => void = () => undefined;
    const sink = { ...recordingSink(), data: () => new Promise<void>((resolve) => (take = resolve)) };
    const { id } = link.receive(sink);
    for (let sent = 0; sent < 512 * 1024; sent += maxDataPayload)
      peer.say(frameTypes.data, id, Buffer.alloc(maxDataPayload));
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    assert.equal(peer.frames.length, 0);
    for (let frame = 0; frame < 8; frame += 1) {
      take();
      await nextTurn();
    }
    const credit = await peer.frame((frame) => frame.type === frameTypes.credit);
    assert.equal(credit.stream, id);
    assert.ok(credit.payload.readUInt32BE() >= 512 * 1024);
  });

  it('does not reach its sink while the sink is busy', async () => {
    const { peer, link } = await open();
    const events: string[] = [];
    let release: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      const { id } = link.receive({
        data: async (bytes) => {
          events.push(`begin ${Buffer.from(bytes).toString()}`);
          await new Promise<void>((next) => (release = next));
          events.push('taken');
        },
        end: () => {
          events.push('end');
          resolve();
        },
        failed: () => undefined,
      });
      peer.say(frameTypes.data, id, 'a');
      peer.say(frameTypes.data, id, 'b');
      peer.say(frameTypes.end, id);
    });
    while (events.length < 1) await nextTurn();
    release();
    while (events.length < 3) await nextTurn();
    release();
    await done;
    assert.deepEqual(events, ['begin a', 'taken', 'begin b', 'taken', 'end']);
  });

  it('given up here brings nothing more and tells the agent', async () => {
    const { peer, link } = await open();
    const sink = recordingSink();
    const stream = link.receive(sink);
    stream.reset();
    peer.say(frameTypes.data, stream.id, 'late');
    assert.equal((await peer.frame((frame) => frame.type === frameTypes.reset)).stream, stream.id);
    assert.equal(sink.chunks.length, 0);
  });

  it('whose sink fails is given up with that failure', async () => {
    const { peer, link } = await open();
    const failures: FarcallError[] = [];
    const full = new FarcallError('disk-full', 'No space left here.');
    const { id } = link.receive({
      ...recordingSink(),
      data: () => Promise.reject(full),
      failed: (e) => failures.push(e),
    });
    peer.say(frameTypes.data, id, 'x');
    await peer.frame((frame) => frame.type === frameTypes.reset && frame.stream === id);
    assert.deepEqual(failures, [full]);
  });
});

describe('a host that breaks the rules', () => {
  const offences: readonly [string, (peer: Peer, link: FrameLink) => void][] = [
    ['sends garbage', (peer) => peer.end.write(Buffer.from('this is no frame at all'))],
    ['sends a message that is no JSON', (peer) => peer.say(frameTypes.msg, 0, '{')],
    ['answers what nobody asked', (peer) => peer.say(frameTypes.msg, 0, { id: 99, result: 1 })],
    ['sends an answer without id', (peer) => peer.say(frameTypes.msg, 0, { result: 1 })],
    ['grants unreadable credit', (peer) => peer.say(frameTypes.credit, 1, 'abcde')],
    [
      'sends more than it was granted',
      (peer, link) => {
        const { id } = link.receive({ ...recordingSink(), data: () => new Promise(() => undefined) });
        for (let sent = 0; sent <= mebibyte; sent += maxDataPayload) {
          peer.say(frameTypes.data, id, Buffer.alloc(maxDataPayload));
        }
      },
    ],
  ];
  for (const [offence, commit] of offences) {
    it(`${offence}: the connection ends with a protocol error and nothing hangs`, async () => {
      const { peer, link } = await open();
      const request = link.request('jobs', {});
      commit(peer, link);
      await assert.rejects(request, hasCode('protocol'));
      assert.equal((await link.closed)?.code, 'protocol');
      assert.equal(peer.closes, 1);
    });
  }

  it('greets with another protocol version: opening fails', async () => {
    const peer = new Peer();
    peer.say(frameTypes.msg, 0, { event: 'hello', protocol: 2 });
    const link = new FrameLink(peer.channel, { host: 'gpu1', logger: silentLogger });
    const early = link.request('start', {});
    link.listen(Buffer.alloc(0), true);
    await assert.rejects(link.greeted, hasCode('protocol'));
    await assert.rejects(early, hasCode('protocol'));
    assert.equal(peer.closes, 1);
  });

  it('resets streams that are not open: that is ignored', async () => {
    const { peer, link } = await open();
    peer.say(frameTypes.reset, 77);
    peer.say(frameTypes.data, 78, 'late');
    const request = link.request('jobs', {});
    peer.say(frameTypes.msg, 0, { id: 1, result: 'fine' });
    assert.equal(await request, 'fine');
  });
});
