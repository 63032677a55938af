/**
 * What a field costs that takes the server much longer than reading one does, in the units of the limit on a query's cost; said where the
 * field is resolved.
 */

/** Drawing takes as long as reading thousands of fields (decision 35): a query may ask for about twenty charts. */
export const OF_CHART = 4800;
/** Of a claim of a report, on average. */
export const OF_CLAIM_CHARTS = 2 * OF_CHART;
/** Of two reports, whose races are all judged for it. */
export const OF_COMPARISON = OF_CHART;
/** Of a report as a page: all of its charts. */
export const OF_PAGE = 14 * OF_CHART;
