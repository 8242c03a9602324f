import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { StatusLine } from '../../src/cli/statusLine';

const erased = '\r\x1b[K';

describe('the status line', () => {
  let written: string[];
  let status: StatusLine;
  let now: number;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    now = 0;
    written = [];
    status = new StatusLine({ write: (text) => written.push(text), columns: 20 }, () => now);
  });
  afterEach(() => {
    status.dispose();
    mock.timers.reset();
  });
  const pass = (milliseconds: number): void => {
    for (let left = milliseconds; left > 0; left -= 100) {
      now += 100;
      mock.timers.tick(100);
    }
  };

  test('says nothing of what takes less than a second', async () => {
    await status.during('Connecting…', Promise.resolve());
    const wait = status.begin(() => 'Sending…');
    pass(900);
    wait.dispose();
    pass(5000);
    assert.deepEqual(written, []);
  });

  test('says once what is waited for, again when there is more to say, and is gone with it', () => {
    let text = 'Sending: 1 MB';
    const wait = status.begin(() => text);
    pass(3000);
    assert.deepEqual(written, ['Sending: 1 MB']);
    text = 'Sending: 2 MB';
    pass(1000);
    wait.dispose();
    assert.deepEqual(written.slice(1), [erased, 'Sending: 2 MB', erased]);
  });

  test('gives way to other words, and does not write into an unfinished line', () => {
    status.begin(() => 'Starting…');
    pass(1500);
    status.giveWay(false);
    pass(2000);
    assert.deepEqual(written, ['Starting…', erased]);
    status.giveWay(true);
    pass(500);
    assert.deepEqual(written.slice(2), ['Starting…']);
  });

  test('is silent while a person is asked something', async () => {
    status.begin(() => 'Connecting…');
    pass(1500);
    await status.hold(() => {
      pass(5000);
      return Promise.resolve();
    });
    assert.deepEqual(written, ['Connecting…', erased]);
    pass(500);
    assert.deepEqual(written.slice(2), ['Connecting…']);
  });

  test('stays within one line', () => {
    status.begin(() => 'x'.repeat(100));
    pass(1500);
    assert.deepEqual(written, ['x'.repeat(19)]);
  });

  test('is drawn nowhere where there is no terminal', async () => {
    const nowhere = new StatusLine(undefined);
    assert.equal(await nowhere.during('Connecting…', Promise.resolve(1)), 1);
    nowhere.begin(() => assert.fail('nobody sees it'));
    pass(5000);
    nowhere.dispose();
  });
});
