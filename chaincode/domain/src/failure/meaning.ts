// What is said of an error code: the reference documentation is made of these.

export interface FailureMeaning {
    readonly meaning: string;
    readonly action: string;
}
