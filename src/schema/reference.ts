/**
 * The type of a property that holds another class of the schema. Decorator metadata then names `Object`, so that
 * classes may refer to each other in a circle without being evaluated too early.
 */
export type Reference<T> = T;

/** What is worked out only where it is asked for: GraphQL calls it. */
export type Counted<T> = T | (() => Promise<T>);
