import { Field, ID, ObjectType } from 'type-graphql';
import type { PrecisionName, TaskName } from '../protocol/messages';
import { DeviceType } from './device.type';
import { EngineVariantType } from './engine-variant.type';
import { NodeType } from './node.type';
import { Precision } from './precision.enum';
import { Task } from './task.enum';

/** A deep-learning framework reached through a runtime. */
@ObjectType('Engine', {
  description: 'A deep-learning framework reached through a runtime.',
  simpleResolvers: true,
  implements: NodeType,
})
export class EngineType implements NodeType {
  @Field(() => ID, { description: 'Such as "pytorch" or "tensorflow-node".' })
  id!: string;

  @Field(() => String, { description: 'As its makers write it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: "The framework's own version; null while unavailable." })
  version!: string | null;

  @Field(() => Boolean, { description: 'Whether it can race on this server now.' })
  available!: boolean;

  @Field(() => String, { nullable: true, description: 'What is missing, and the command that installs it.' })
  unavailableReason!: string | null;

  @Field(() => String, { description: 'What it runs in, such as "CPython 3.11.7" or "Node.js 20.20.2".' })
  runtime!: string;

  @Field(() => [EngineVariantType], { description: 'The ways in which it can execute.' })
  variants!: EngineVariantType[];

  @Field(() => [DeviceType], { description: 'The devices that it sees; none while unavailable.' })
  devices!: DeviceType[];

  @Field(() => [Precision], { description: 'The precisions that it can compute in here.' })
  precisions!: PrecisionName[];

  @Field(() => [Task], { description: 'The tasks that it can do.' })
  tasks!: TaskName[];
}
