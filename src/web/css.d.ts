/** Styles are bundled beside the scripts; an import of them gives nothing. */
declare module '*.css';
