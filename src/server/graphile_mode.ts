/**
 * Grafast reads GRAPHILE_ENV when it is imported, and complains on standard error where nobody has set it. This module
 * decides the mode; it has to be imported before the first module of PostGraphile.
 */
process.env.GRAPHILE_ENV ??= 'production';
