// Types of the module in which fabric-shim 2.5.8 makes arguments of bytes, as far as it is used here; the package itself has none.
declare module 'fabric-shim/lib/contract-spi/datamarshall' {
    /** One for each contract. */
    class DataMarshall {
        /** Takes the function called as GetMetadata describes it: `parameters` is absent for those of the framework itself. */
        handleParameters: (this: DataMarshall, fn: { readonly parameters?: readonly object[] }, sent: readonly Buffer[], prefix: string) => unknown[];
    }
    export = DataMarshall;
}
