/**
 * Options of ajv for schemas that a test compiles and then asks a few times: to make their code fast, and to write what they
 * refer to into it, takes more than twice as long as all the rest.
 */
export const QUICK_SCHEMAS = { inlineRefs: false, code: { optimize: false } } as const;
