/**
 * Which version of the code matches software with advisories. Raise it with every change of code after which a match may be answered otherwise (versions, ecosystems,
 * modules, ranges): a server then matches all software once more.
 */
export const matchingVersion = 1;
