// How a command line is read and explained: `@carnet/client/command-line`, for other commands of the product.
export { parseOptions, UsageError, type OptionKinds, type ParsedOptions } from './options.js';
export { jsonText, printable, printableLines } from './output.js';
export { usageOf, type CommandForm } from './usage.js';
