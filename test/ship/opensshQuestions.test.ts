import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../../src/base/logging';
import { OpensshQuestions } from '../../src/ship/opensshQuestions';
import type { HostKeyQuestion, InteractiveQuestion, Prompts, SecretQuestion } from '../../src/ship/prompts';

interface Asked {
  readonly hostKeys: HostKeyQuestion[];
  readonly secrets: SecretQuestion[];
  readonly interactive: InteractiveQuestion[];
}

function questions(reply: string | undefined): { readonly asked: Asked; readonly ask: OpensshQuestions } {
  const asked: Asked = { hostKeys: [], secrets: [], interactive: [] };
  const prompts: Prompts = {
    acceptHostKey: (question) => {
      asked.hostKeys.push(question);
      return Promise.resolve(reply !== undefined);
    },
    secret: (question) => {
      asked.secrets.push(question);
      return Promise.resolve(reply);
    },
    answers: (question) => {
      asked.interactive.push(question);
      return Promise.resolve(reply === undefined ? undefined : [reply]);
    },
  };
  return { asked, ask: new OpensshQuestions('gpu1', prompts, silentLogger) };
}

const hostKeyText = `The authenticity of host 'gpu1.lab (10.0.0.7)' can't be established.
ED25519 key fingerprint is SHA256:abc+/123.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `;

describe('a question of ssh', () => {
  it('about a host key becomes one about a host key', async () => {
    const { asked, ask } = questions('x');
    assert.equal(await ask.answer({ text: hostKeyText, hint: '', asker: 1 }), 'yes');
    assert.deepEqual(asked.hostKeys, [
      { host: 'gpu1', address: '10.0.0.7', keyType: 'ED25519', fingerprint: 'SHA256:abc+/123' },
    ]);
    assert.equal(await questions(undefined).ask.answer({ text: hostKeyText, hint: '', asker: 1 }), 'no');
  });

  it('about a host key known by other names says so', async () => {
    const { asked, ask } = questions('x');
    const others =
      'This host key is known by the following other names/addresses:\n    ~/.ssh/known_hosts:3: old.lab\n';
    const text = hostKeyText.replace('This key is not known by any other names.\n', others);
    await ask.answer({ text, hint: '', asker: 1 });
    assert.match(asked.hostKeys.at(0)?.warning ?? '', /other names\/addresses: ~\/\.ssh\/known_hosts:3: old\.lab/);
  });

  it('that insists on yes or no gets no', async () => {
    assert.equal(
      await questions('x').ask.answer({ text: "Please type 'yes', 'no' or the fingerprint: ", hint: '', asker: 1 }),
      'no',
    );
  });

  it('for a password counts its attempts', async () => {
    const { asked, ask } = questions('secret');
    const question = { text: "me@gpu1's password: ", hint: '', asker: 1 };
    assert.equal(await ask.answer(question), 'secret');
    assert.equal(await ask.answer(question), 'secret');
    assert.deepEqual(
      asked.secrets.map(({ kind, prompt, attempt }) => [kind, prompt, attempt]),
      [
        ['password', 'Password for me@gpu1', 1],
        ['password', 'Password for me@gpu1', 2],
      ],
    );
  });

  it('that another ssh on the way has, too, is put to the person as for the first time', async () => {
    const { asked, ask } = questions('secret');
    for (const asker of [1, 2, 1]) await ask.answer({ text: "Enter passphrase for key '/k': ", hint: '', asker });
    assert.deepEqual(
      asked.secrets.map(({ attempt }) => attempt),
      [1, 1, 2],
    );
  });

  it('for a passphrase names the key', async () => {
    const { asked, ask } = questions('secret');
    await ask.answer({ text: "Enter passphrase for key '/home/me/.ssh/id rsa': ", hint: '', asker: 1 });
    assert.equal(asked.secrets.at(0)?.prompt, 'Passphrase for key /home/me/.ssh/id rsa');
    assert.equal(asked.secrets.at(0)?.kind, 'passphrase');
  });

  it('of the host goes on as the host put it', async () => {
    const { asked, ask } = questions('123456');
    assert.equal(await ask.answer({ text: '(me@gpu1) Verification code: ', hint: '', asker: 1 }), '123456');
    assert.deepEqual(asked.interactive, [
      { host: 'gpu1', instructions: '', prompts: [{ text: 'Verification code:', echo: false }] },
    ]);
  });

  it('of any other kind is put as it is', async () => {
    const { asked, ask } = questions('1234');
    await ask.answer({ text: 'Enter PIN for ED25519-SK key /home/me/.ssh/id_sk: ', hint: '', asker: 1 });
    assert.deepEqual(asked.secrets[0], {
      host: 'gpu1',
      kind: 'other',
      prompt: 'Enter PIN for ED25519-SK key /home/me/.ssh/id_sk:',
      attempt: 1,
    });
  });

  it('after one that was declined is not put any more', async () => {
    const { asked, ask } = questions(undefined);
    assert.equal(await ask.answer({ text: "me@gpu1's password: ", hint: '', asker: 1 }), undefined);
    assert.equal(await ask.answer({ text: "me@gpu1's password: ", hint: '', asker: 1 }), undefined);
    assert.equal(asked.secrets.length, 1);
    assert.equal(ask.declined, true);
  });
});
