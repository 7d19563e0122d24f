// VINs for tests that need a car of their own.

/** 17 characters, European, numeric serial. */
export function vin(number: number): string {
    return `VF1KG1PBE${String(30_000_000 + number)}`;
}
