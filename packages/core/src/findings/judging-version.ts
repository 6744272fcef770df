/**
 * Which version of the code judges offers. Raise it with every change of code after which an offer may be answered otherwise (urgency, deadlines, SSVC, CVSS, what an
 * offer ends): a server then judges every device once more. The rules and frameworks that are data need none: they are compared as they are.
 */
export const judgingVersion = 2;
