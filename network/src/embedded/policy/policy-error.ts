// A policy that cannot be read, or is not satisfied.

export class PolicyError extends Error {
    override readonly name = 'PolicyError';
}
