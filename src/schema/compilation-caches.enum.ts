import { registerEnumType } from 'type-graphql';
import type { CompilationCachesName } from '../entities/race.entity';

/** What engines find of what they compiled before, when they start. */
export const CompilationCaches = {
  WARM: 'WARM',
  EMPTY: 'EMPTY',
} as const satisfies { readonly [Value in CompilationCachesName]: Value };

registerEnumType(CompilationCaches, {
  name: 'CompilationCaches',
  description: 'What engines find of what they compiled before, when they start.',
  valuesConfig: {
    WARM: { description: 'What the trials before have left: a restart.' },
    EMPTY: { description: 'Nothing; every trial has empty caches of its own: a first start.' },
  },
});
