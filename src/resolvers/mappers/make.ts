/**
 * An object of a schema class. `Resolved` names the fields that a field resolver answers: everything else must be
 * given. The class tells GraphQL which type of an interface it is.
 */
export function make<Type extends object, Resolved extends keyof Type = never>(
  type: new () => Type,
  values: Omit<Type, Resolved>,
): Type {
  return Object.assign(new type(), values);
}

/** From epoch milliseconds. */
export function toDate(moment: number): Date {
  return new Date(moment);
}

export function toOptionalDate(moment: number | null): Date | null {
  return moment === null ? null : toDate(moment);
}
