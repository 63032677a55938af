/** The page that is asked for: fifty races with their runs, engines and hardware. */
export const PAGE_QUERY = `query Page($first: Int!) {
  races(first: $first) {
    edges { node {
      id label status verdict createdAt roundsCompleted
      hardware { id cpuModel cpuCores memoryBytes }
      runs { id label status engineVersion engine { id name } secondsPerIteration { value low high confidence } }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const PAGE_SIZE = 50;

export const PAGE_BODY = JSON.stringify({ query: PAGE_QUERY, variables: { first: PAGE_SIZE } });
