/** Almost four years: what a chart shows, and what the server answers at once. */
export const BARS = 980;
export const PREDICTIONS = 980;
