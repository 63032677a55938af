/** Collects the operators and initializers of an ONNX graph. */
import { onnx } from 'onnx-proto';
import type { Tensors, TensorView } from '../worker-kit/node/work';

/** Whole numbers; real numbers and texts say so, since ONNX has a type for each. */
type AttributeValue = number | readonly number[] | { readonly real: number } | { readonly text: string };

export class ModelParts {
  readonly nodes: onnx.INodeProto[] = [];
  readonly initializers: onnx.ITensorProto[] = [];
  parameterCount = 0;

  constructor(private readonly tensors: Tensors) {}

  /**
   * Adds an operator; an output named '' is left out. Returns the form of a node that
   * this operator makes up alone.
   */
  operator(
    opType: string,
    inputs: readonly string[],
    outputs: string | readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): 'native' {
    this.nodes.push({
      opType,
      input: [...inputs],
      output: typeof outputs === 'string' ? [outputs] : [...outputs],
      attribute: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
    });
    return 'native';
  }

  /** A weight as it is in the file; returns its name. */
  weight(name: string): string {
    const { shape, data } = this.view(name);
    return this.floats(name, shape, data as Float32Array);
  }

  /** Trainable numbers under a new name; returns the name. */
  floats(name: string, shape: readonly number[], data: Float32Array): string {
    this.parameterCount += data.length;
    return this.initializer(name, shape, data, onnx.TensorProto.DataType.FLOAT);
  }

  /** Numbers of the file that are not trained; returns the name. */
  constant(name: string): string {
    const { shape, data } = this.view(name);
    return this.initializer(name, shape, data as Float32Array, onnx.TensorProto.DataType.FLOAT);
  }

  /** One real number under a new name; returns the name. */
  scalar(name: string, value: number): string {
    return this.initializer(name, [], Float32Array.of(value), onnx.TensorProto.DataType.FLOAT);
  }

  /** A constant of 64-bit whole numbers: a scalar or a vector. */
  integers(name: string, values: number | readonly number[]): string {
    const shape = typeof values === 'number' ? [] : [values.length];
    const data = BigInt64Array.from([values].flat(), BigInt);
    return this.initializer(name, shape, data, onnx.TensorProto.DataType.INT64);
  }

  /** Throws where the file lacks the tensor. */
  view(name: string): TensorView {
    const view = this.tensors.get(name);
    if (view === undefined) throw new Error(`The tensors file has no ${name}.`);
    return view;
  }

  private initializer(
    name: string,
    dims: readonly number[],
    data: Float32Array | BigInt64Array,
    dataType: number,
  ): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ name, dims: [...dims], dataType, rawData });
    return name;
  }
}

function toAttribute(name: string, value: AttributeValue): onnx.IAttributeProto {
  const { FLOAT, INT, INTS, STRING } = onnx.AttributeProto.AttributeType;
  if (typeof value === 'object' && 'real' in value) return { name, f: value.real, type: FLOAT };
  if (typeof value === 'object' && 'text' in value) return { name, s: Buffer.from(value.text), type: STRING };
  return typeof value === 'number' ? { name, i: value, type: INT } : { name, ints: [...value], type: INTS };
}
