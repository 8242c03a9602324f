import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contrast, readable, rgbOf, type Rgb } from '../../../src/show/webview/output/contrast';

const byte = fc.integer({ min: 0, max: 255 });
const color = fc.tuple(byte, byte, byte);

test('colours are read as themes and programs write them', () => {
  for (const text of ['#0a64ff', '#0A64FFcc', 'rgb(10, 100, 255)', 'rgba(10,100,255,0.5)', ' rgb(10 100 255 / 50%) '])
    assert.deepEqual(rgbOf(text), [10, 100, 255], text);
  assert.deepEqual(rgbOf('#fc0'), [255, 204, 0]);
  for (const text of ['', 'red', 'var(--x)', '#12', 'rgb(1,2)', 'rgb(300, 0, 0)', 'rgb(a, b, c)'])
    assert.equal(rgbOf(text), undefined, text);
});

test('what can be seen through is seen on its ground', () => {
  const white: Rgb = [255, 255, 255];
  for (const text of ['rgba(0, 0, 0, 0.2)', 'rgb(0 0 0 / 20%)', '#00000033', '#0003'])
    assert.deepEqual(rgbOf(text, white), [204, 204, 204], text);
  assert.deepEqual(rgbOf('#000000ff', white), [0, 0, 0]);
});

test('the contrast is that of WCAG 2', () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([255, 255, 255], [255, 255, 255]), 1);
  // https://webaim.org/resources/contrastchecker: 4.54 and 4.47.
  assert.equal(contrast([118, 118, 118], [255, 255, 255]).toFixed(2), '4.54');
  assert.equal(contrast([119, 119, 119], [255, 255, 255]).toFixed(2), '4.48');
});

test('text that can be read stays as it is, any other can be read afterwards', () => {
  fc.assert(
    fc.property(color, color, (text: Rgb, ground: Rgb) => {
      const found = readable(text, ground);
      if (contrast(text, ground) >= 4.5) assert.equal(found, text);
      assert.ok(contrast(found, ground) >= 4.5);
      assert.deepEqual(rgbOf(`rgb(${found.join()})`), found);
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test('it keeps its hue where that is enough: yellow on white grows darker, blue on black lighter', () => {
  const [red, green, blue] = readable([255, 255, 0], [255, 255, 255]);
  assert.ok(red === green && blue === 0);
  const [less, more, most] = readable([0, 0, 238], [0, 0, 0]);
  assert.ok(less === more && most > less);
});
