import { Field, InputType, Int, registerEnumType } from 'type-graphql';

/** What an input holds; the values are those of the vocabulary. */
export const TensorType = { FLOAT32: 'float32', INT32: 'int32' } as const;
export type TensorTypeName = (typeof TensorType)[keyof typeof TensorType];
registerEnumType(TensorType, {
  name: 'TensorType',
  description: 'What an input holds.',
  valuesConfig: {
    FLOAT32: { description: 'Numbers between -1 and 1, of the precision of the race.' },
    INT32: { description: 'Numbers of rows, which only an embedding reads.' },
  },
});

/** A tensor that changes with every batch. */
@InputType('TensorInput', { description: 'A tensor that changes with every batch.' })
export class TensorInput {
  @Field(() => String, { defaultValue: 'x', description: 'By which layers read it.' })
  name!: string;

  @Field(() => [Int], { description: 'Without the batch: [features], [time, features] or [height, width, channels].' })
  shape!: number[];

  @Field(() => TensorType, { defaultValue: 'float32', description: 'What it holds.' })
  type!: TensorTypeName;
}
