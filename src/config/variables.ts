/** Variables by their names, of the environment or of a file. */
export type Variables = Readonly<Record<string, string | undefined>>;
