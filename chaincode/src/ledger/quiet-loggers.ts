// Spares each call the messages of the framework that nobody is going to read.
import { Shim } from 'fabric-shim';

/** The loggers of fabric-shim and fabric-contract-api that write while a call runs. */
const NAMES = [
    'contracts-spi/chaincodefromcontract.js', 'contracts-spi/datamarshall.js', 'lib/chaincode.js', 'lib/handler.js', 'lib/iterators.js', 'lib/stub.js',
    'lib/server.js',
] as const;

/**
 * The framework's logging library formats every message, with time and colours, before it asks whether the level is wanted: some 30 messages
 * for one entry, one of which holds the whole answer. What a level asks for (CORE_CHAINCODE_LOGGING_LEVEL) is written as ever.
 */
export function quietLoggers(): void {
    for (const name of NAMES) {
        const logger = Shim.newLogger(name);
        if (!logger.isDebugEnabled()) logger.debug = () => logger;
        if (!logger.isInfoEnabled()) logger.info = () => logger;
    }
}
