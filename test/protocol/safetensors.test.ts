import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { readSafetensors, SafetensorsError, writeSafetensors, type TensorView } from '../../src/protocol/safetensors';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-safetensors-'));
const file = path.join(folder, 'file');
afterAll(() => fs.rmSync(folder, { recursive: true }));

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const size = (extents: readonly number[]) => extents.reduce((a, b) => a * b, 1);
const tensor = shape.chain((extents): fc.Arbitrary<TensorView> => {
  const length = { minLength: size(extents), maxLength: size(extents) };
  return fc.oneof(
    fc.float32Array(length).map((data) => ({ dtype: 'F32' as const, shape: extents, data })),
    fc.float64Array(length).map((data) => ({ dtype: 'F64' as const, shape: extents, data })),
    fc.int32Array(length).map((data) => ({ dtype: 'I32' as const, shape: extents, data })),
  );
});

it('reads what it has written, bit for bit', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => !name.startsWith('__')),
        tensor,
      ),
      (tensors) => {
        const written = new Map(Object.entries(tensors));
        writeSafetensors(file, written);
        expect(readSafetensors(file)).toEqual(written);
      },
    ),
  );
});

it('writes the format: length, header padded to eight bytes, data in order', () => {
  writeSafetensors(file, new Map([['a', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }]]));
  const bytes = fs.readFileSync(file);
  const headerBytes = Number(bytes.readBigUInt64LE());
  expect(headerBytes % 8).toBe(0);
  expect(JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes))).toEqual({
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
  });
  expect([bytes.readFloatLE(8 + headerBytes), bytes.readFloatLE(12 + headerBytes)]).toEqual([1, 2]);
  expect(bytes).toHaveLength(16 + headerBytes);
});

it('refuses to write a tensor whose shape is not its size', () => {
  const wrong: TensorView = { dtype: 'F32', shape: [3], data: new Float32Array(2) };
  expect(() => writeSafetensors(file, new Map([['a', wrong]]))).toThrow('tensor a has 2 elements but the shape [3]');
});

it('passes metadata over', () => {
  writeRaw(
    { __metadata__: { made: 'elsewhere' }, a: { dtype: 'I32', shape: [], data_offsets: [0, 4] } },
    Buffer.from([5, 0, 0, 0]),
  );
  expect(readSafetensors(file)).toEqual(new Map([['a', { dtype: 'I32', shape: [], data: Int32Array.of(5) }]]));
});

const good = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
it.each<[string, unknown, number]>([
  ['an unknown dtype', { a: { ...good, dtype: 'BF16' } }, 4],
  ['a dtype from the prototype', { a: { ...good, dtype: 'toString' } }, 4],
  ['a shape that is not its size', { a: { ...good, shape: [2] } }, 4],
  ['a negative extent', { a: { ...good, shape: [-1] } }, 4],
  ['offsets the wrong way round', { a: { ...good, data_offsets: [4, 0] } }, 4],
  ['missing offsets', { a: { dtype: 'F32', shape: [1] } }, 4],
  ['an overlap', { a: good, b: good }, 4],
  ['a hole', { a: good, b: { ...good, data_offsets: [8, 12] } }, 12],
  ['data that ends early', { a: good }, 3],
  ['data that nobody owns', { a: good }, 8],
  ['a header that is a list', [good], 4],
  ['an entry that is null', { a: null }, 4],
])('refuses %s', (_, header, dataBytes) => {
  writeRaw(header, Buffer.alloc(dataBytes));
  expect(() => readSafetensors(file)).toThrow(SafetensorsError);
});

it.each([
  ['an empty file', Buffer.alloc(0)],
  ['a header longer than the file', Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 123, 125])],
  ['a header length beyond all memory', Buffer.alloc(16, 255)],
  ['a header that is not JSON', Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 123, 123])],
])('refuses %s', (_, bytes) => {
  fs.writeFileSync(file, bytes);
  expect(() => readSafetensors(file)).toThrow(SafetensorsError);
});

function writeRaw(header: unknown, data: Buffer): void {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  fs.writeFileSync(file, Buffer.concat([length, json, data]));
}
