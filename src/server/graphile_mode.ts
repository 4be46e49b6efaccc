/**
 * Grafast reads GRAPHILE_ENV while it is being imported, and complains on standard error when nobody has set it. This
 * module decides, so it has to be imported before anything of PostGraphile.
 */
process.env.GRAPHILE_ENV ??= 'production';
