import { Field, Float, InputType, registerEnumType } from 'type-graphql';

/** Losses; the values are those of the vocabulary. */
export const Loss = { CROSS_ENTROPY: 'crossEntropy', MEAN_SQUARED_ERROR: 'meanSquaredError' } as const;
export type LossName = (typeof Loss)[keyof typeof Loss];
registerEnumType(Loss, {
  name: 'Loss',
  description: 'What training makes small.',
  valuesConfig: {
    CROSS_ENTROPY: { description: 'Of logits [batch, classes], the mean over the batch.' },
    MEAN_SQUARED_ERROR: { description: 'The mean over all numbers of the output.' },
  },
});

/** Optimizers; the values are those of the vocabulary. */
export const OptimizerKind = { SGD: 'sgd', ADAM: 'adam' } as const;
export type OptimizerKindName = (typeof OptimizerKind)[keyof typeof OptimizerKind];
registerEnumType(OptimizerKind, {
  name: 'OptimizerKind',
  description: 'How weights are moved.',
  valuesConfig: {
    SGD: { description: 'Against the gradient.' },
    ADAM: { description: 'Kingma & Ba 2015, with the constants of the paper.' },
  },
});

/** How your own layers are trained. */
@InputType('TrainingInput', { description: 'How your own layers are trained.' })
export class TrainingInput {
  @Field(() => Loss, { defaultValue: 'crossEntropy', description: 'What training makes small.' })
  loss!: LossName;

  @Field(() => OptimizerKind, { defaultValue: 'adam', description: 'How weights are moved.' })
  optimizer!: OptimizerKindName;

  @Field(() => Float, { defaultValue: 0.001, description: 'Its step; keep it small, so that rounding does not grow.' })
  learningRate!: number;
}
